import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Contract, Layer } from "@tandem/contracts";
import { z } from "zod";
import { readLedger } from "../ledger/ledger.ts";
import { thisRunner } from "../ledger/lock.ts";
import type { Checkpoint, StateStore } from "../ports.ts";
import type { RolloutOptions } from "../rollout/options.ts";
import { rollOut } from "../rollout/roll-out.ts";
import { fileStore } from "../state/file-store.ts";
import { thousandths, timed } from "./context.ts";
import type { BenchReport } from "./report.ts";

/** How many layers there are, how many of them stand side by side, and on how many of the rank before each stands. */
const LAYERS = 200;
const WIDTH = 10;
const UPSTREAM = 3;

/** Layers between two looks at the heap. */
const LOOK_EVERY = 50;

const ENVIRONMENT = "synthetic";
const projects = ["shared", "global", "primary-region", "standby-region"] as const;

/**
 * What a rollout costs apart from the engine: one of many layers whose `up` takes no time, with the digests of the
 * checkout's real programs and a ledger on the disk. Once with everything to do, once with nothing; and once more to
 * look at the heap, after a forced collection each time.
 */
export async function measureSynthetic(root: string, signal: AbortSignal): Promise<BenchReport["synthetic"]> {
  const layers = syntheticLayers();
  const folder = await mkdtemp(join(tmpdir(), "tandem-synthetic-"));
  const storeIn = (name: string): StateStore => fileStore(pathToFileURL(join(folder, name)).href);
  try {
    const timedStore = storeIn("timed");
    const engine = idleEngine(() => undefined);
    const roll = async (): Promise<number> =>
      (await timed(() => rollOutIdle({ root, signal, layers, engine, store: timedStore }))).seconds;
    const perLayer = (seconds: number) => thousandths((seconds * 1000) / LAYERS);
    const first = perLayer(await roll());
    const unchanged = perLayer(await roll());
    const ledger = await readLedger(timedStore, ENVIRONMENT);
    const heap = await heapByLayers((look) =>
      rollOutIdle({ root, signal, layers, engine: idleEngine(look), store: storeIn("heap") }),
    );
    return {
      layers: LAYERS,
      millisecondsPerLayer: first,
      unchangedMillisecondsPerLayer: unchanged,
      ledgerBytesPerLayer: Math.round(JSON.stringify(ledger?.ledger.layers).length / LAYERS),
      heap: [...heap],
      heapBytesPerLayer: growth(heap),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface IdleRollout extends Pick<RolloutOptions, "root" | "signal" | "layers" | "engine" | "store"> {}

async function rollOutIdle(options: IdleRollout): Promise<void> {
  const report = await rollOut({
    ...options,
    environment: ENVIRONMENT,
    selection: {},
    runner: thisRunner("up"),
    versions: {},
    call: async () => new Response(),
    checkerReports: async () => [],
    recover: async () => undefined,
    emit: () => undefined,
    logOf: ({ id }) => id,
    stop: options.signal,
  });
  if (!report.ok) throw new Error(`the synthetic rollout failed: ${JSON.stringify(report.rollout)}`);
}

/** Ranks of layers, each on some of the rank before, in rollout order. */
function syntheticLayers(): readonly Layer[] {
  return Array.from({ length: LAYERS }, (_, at): Layer => {
    const rank = Math.floor(at / WIDTH);
    const above = Array.from({ length: UPSTREAM }, (__, to) => (rank - 1) * WIDTH + ((at + to) % WIDTH));
    return {
      id: `layer-${at}`,
      contract: contractOf(projects[at % projects.length] ?? "shared"),
      stackName: `${ENVIRONMENT}-${at}`,
      dependsOn: rank === 0 ? [] : above.map((up) => `layer-${up}`),
    };
  });
}

function contractOf(project: Contract["project"]): Contract {
  return { project, plane: undefined, version: 1, outputs: { arns: z.array(z.string()), name: z.string() } };
}

/** Makes and updates stacks in no time. @param look is told how many are done */
function idleEngine(look: (done: number) => void): RolloutOptions["engine"] {
  const stacks = new Map<string, Checkpoint>();
  let done = 0;
  const touch = (layer: Layer, outputs: Checkpoint["outputs"]): void => {
    const updatedAt = new Date(stacks.size).toISOString();
    stacks.set(layer.stackName, { updatedAt, resources: [], pendingOperations: [], outputs, references: [] });
  };
  return {
    create: async (layer) => touch(layer, {}),
    up: async (layer) => {
      const arns = Array.from({ length: 10 }, (_, at) => `arn:aws:kms:us-east-1:123456789012:key/${layer.id}-${at}`);
      const outputs = { contractVersion: 1, arns, name: layer.id };
      touch(layer, outputs);
      done += 1;
      look(done);
      return { outputs };
    },
    preview: async () => ({ changes: [], unchanged: 0, outputs: {} }),
    checkpoint: async ({ stackName }) => stacks.get(stackName),
  };
}

type HeapLook = BenchReport["synthetic"]["heap"][number];

/** What is on the heap each time that so many more layers are done. */
async function heapByLayers(run: (look: (done: number) => void) => Promise<void>): Promise<readonly HeapLook[]> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const looks: HeapLook[] = [];
  await run((done) => {
    if (done % LOOK_EVERY !== 0) return;
    collect();
    looks.push({ layers: done, bytes: process.memoryUsage().heapUsed });
  });
  return looks;
}

/** Bytes that each layer after the first look added. */
function growth(looks: readonly HeapLook[]): number {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || first === last) throw new Error("the heap was not looked at twice");
  return Math.round((last.bytes - first.bytes) / (last.layers - first.layers));
}
