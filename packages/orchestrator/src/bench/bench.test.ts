import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LayerEngine, ProvingGround } from "../ports.ts";
import { ProgressSink } from "../rehearsal/progress.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { bench } from "./bench.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-bench-"));
  for (const project of ["shared", "global", "primary-region", "standby-region"]) {
    await mkdir(join(root, "stacks", project), { recursive: true });
  }
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

it("stops the emulator and leaves no file when a rollout fails", async () => {
  const ended: string[] = [];
  let stops = 0;
  let during: readonly string[] = [];
  const ground: ProvingGround = {
    endpoint: "http://127.0.0.1:1",
    emulator: { name: "Fake", version: "1" },
    awsPlugin: "stand-in",
    languageHost: "stand-in",
    environment: {},
    call: async () => new Response(),
    inventory: async () => [],
    compare: () => ({ leftovers: [], pendingDeletion: [] }),
    missing: async () => [],
    probeIam: async () => ({ denied: true, detail: "" }),
    keep: async () => undefined,
    stop: async () => void (stops += 1),
  };
  const engine: LayerEngine = {
    create: async () => undefined,
    up: async () => {
      during = await filesIn("stacks");
      throw new Error("the engine broke");
    },
    previewAfterRefresh: async () => ({ changes: [] }),
    destroy: async () => undefined,
    resources: async () => [],
    outputs: async () => undefined,
  };
  const run = bench({
    root,
    home: rehearsalConfig("payments-us"),
    rounds: 2,
    logs: join(root, "logs"),
    signal: new AbortController().signal,
    progress: new ProgressSink((event) => {
      if (event.type === "ended") ended.push(`${event.id} ${event.error ?? "ok"}`);
    }),
    startGround: async () => ground,
    makeEngine: () => engine,
    makePlainUp: () => async () => undefined,
    pulumiVersion: async () => "3.259.0",
  });
  await expect(run).rejects.toThrow("the engine broke");
  expect(ended).toEqual([
    "emulator ok",
    "warm-up ok",
    "round-1/tandem the engine broke",
    "round-1 the engine broke",
    "stop ok",
  ]);
  expect(stops).toBe(1);
  expect(during).toHaveLength(5);
  expect(await filesIn("stacks")).toEqual([]);
  expect(await filesIn(".pulumi-state")).toEqual([]);
});
