import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ProvingGround, RolloutEngine } from "../ports.ts";
import { ProgressSink } from "../rehearsal/progress.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { memoryLateResources } from "../testing/memory-late-resources.ts";
import { bench } from "./bench.ts";
import { fakeHeartbeats } from "../rehearsal/fake-heartbeats.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-bench-"));
  for (const project of ["shared", "global", "primary-region", "standby-region"]) {
    const folder = join(root, "stacks", project);
    await mkdir(folder, { recursive: true });
    for (const file of ["index.ts", "package.json"]) await writeFile(join(folder, file), "{}");
  }
  await writeFile(join(root, "pnpm-lock.yaml"), "");
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return names.filter((name) => name.startsWith("Pulumi."));
}

it("stops the emulator and leaves no file when a rollout fails", async () => {
  const ended: string[] = [];
  let stops = 0;
  let during: readonly string[] = [];
  const ground: ProvingGround = {
    endpoint: "http://127.0.0.1:1",
    emulator: { name: "Fake", version: "1" },
    modelled: [],
    awsPlugin: "stand-in",
    languageHost: "stand-in",
    environment: { PULUMI_BACKEND_URL: pathToFileURL(join(root, "state")).href },
    call: async () => new Response(),
    resolve: async () => [],
    checkerReports: async () => [],
    ...fakeHeartbeats(),
    inventory: async () => [],
    compare: () => ({ leftovers: [], pendingDeletion: [] }),
    missing: async () => [],
    probeIam: async () => ({ denied: true, detail: "" }),
    setFaults: async () => undefined,
    keep: async () => undefined,
    stop: async () => void (stops += 1),
  };
  const engine: RolloutEngine = {
    create: async () => undefined,
    select: async () => undefined,
    up: async () => {
      during = await filesIn("stacks");
      throw new Error("the engine broke");
    },
    previewAfterRefresh: async () => ({ changes: [] }),
    destroy: async () => undefined,
    preview: async () => ({ changes: [], unchanged: 0, outputs: {} }),
    checkpoint: async () => undefined,
    resources: async () => [],
    settlePending: async () => ({ absent: [], unfinished: [] }),
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
    late: memoryLateResources(),
    makePlainUp: () => async () => undefined,
    pulumiVersion: async () => "3.259.0",
  });
  await expect(run).rejects.toThrow("shared failed\nthe engine broke");
  expect(ended).toEqual(["emulator ok", "warm-up shared failed\nthe engine broke", "stop ok"]);
  expect(stops).toBe(1);
  expect(during).toHaveLength(5);
  expect(await filesIn("stacks")).toEqual([]);
  expect(await readdir(join(root, ".pulumi-state", "rehearsals"))).toEqual([]);
});
