import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TandemError } from "@tandem/config";
import { afterAll, beforeAll, expect } from "vitest";
import { readLedger } from "../../ledger/ledger.ts";
import { memoryStore } from "../../testing/memory-store.ts";
import type { RolloutEvent } from "../events.ts";
import type { RolloutOptions } from "../options.ts";
import { runReportSchema } from "../report.ts";
import { rollOut } from "../roll-out.ts";
import { FakeEngine, fakeLayers } from "./fake-engine.ts";

/** Makes a checkout whose programs are empty, so that their digests take no time, for the tests of a file or a `describe`. */
export function useFakeCheckout(): () => ReturnType<typeof fakeEnvironment> {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "tandem-rollout-"));
    writeFileSync(join(root, "pnpm-lock.yaml"), "");
    for (const project of new Set(fakeLayers.map(({ contract }) => contract.project))) {
      const folder = join(root, "stacks", project);
      mkdirSync(folder, { recursive: true });
      for (const file of ["index.ts", "package.json"]) writeFileSync(join(folder, file), "{}");
    }
  });
  afterAll(() => rmSync(root, { recursive: true }));
  return () => fakeEnvironment(root);
}

/** One environment, rolled out as often as a test wants. */
function fakeEnvironment(root: string) {
  const fake = new FakeEngine();
  const store = memoryStore();
  const events: RolloutEvent[] = [];
  const recovered: string[] = [];
  const roll = async (given: Partial<RolloutOptions> = {}) => {
    events.length = 0;
    const report = await rollOut({
      root,
      environment: "dev",
      layers: fakeLayers,
      selection: {},
      engine: fake.engine,
      store,
      runner: { command: "up", username: "ann", hostname: "here", pid: 41 },
      versions: { pulumi: "3.259.0" },
      call: async () => new Response("ready"),
      checkerReports: async () => [],
      recover: async ({ id }) => recovered.push(id),
      emit: (event) => events.push(event),
      logOf: ({ id }) => `logs/${id}.log`,
      stop: new AbortController().signal,
      signal: new AbortController().signal,
      ...given,
    });
    expect(runReportSchema.parse(report)).toEqual(report);
    const layers = report.rollout?.layers ?? [];
    const statuses = Object.fromEntries(layers.map(({ id, status }) => [id, status]));
    const reasons = Object.fromEntries(layers.map(({ id, reason }) => [id, reason]));
    return { report, statuses, reasons, updated: fake.updated() };
  };
  const ledger = async () => (await readLedger(store, "dev"))?.ledger;
  return { fake, store, events, recovered, roll, ledger };
}

/** What the engine throws when it refuses a layer. */
export const failing = () =>
  Promise.reject(new TandemError("layer-failed", "no quota", { kind: "deploy", hint: "see x" }));
