import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { EnvironmentConfig } from "@tandem/config";
import { sealDatabasePassword } from "../database-password.ts";
import { layersOf, writeEnvironmentFiles } from "../environment-files.ts";
import type { LateResources, ProvingGround, RolloutEngine, StateStore } from "../ports.ts";
import { recordRehearsal, rehearsalsDirectory, removeRehearsal } from "../rehearsal/kept.ts";
import type { ProgressSink } from "../rehearsal/progress.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { inventoryOf, tearDownOnGround } from "../rehearsal/rollout.ts";
import { backendUrlOf } from "../state/backend-url.ts";
import { openStateStore } from "../state/open.ts";
import { bundleSizes } from "./bundles.ts";
import { requireDone, stopped, tellPhases } from "./context.ts";
import type { BenchContext, PlainUp } from "./context.ts";
import { timeHandlers } from "./handler-times.ts";
import { machineNow } from "./machine.ts";
import type { BenchMeasurements, MeasuredRound } from "./measurements.ts";
import { watchMemory } from "./memory.ts";
import type { MemoryPeak } from "./memory.ts";
import { loopRollout, tandemRollout, timedPlan, unchangedRollouts } from "./rollouts.ts";
import { measureSynthetic } from "./synthetic.ts";

export interface BenchOptions {
  readonly root: string;
  /** The environment after which the benchmark and its emulator are named. The others are of the same profile. */
  readonly home: EnvironmentConfig;
  /** Both ways are taken once in each; every other round takes the loop first. */
  readonly rounds: number;
  /** The folder that gets the engine's output, and keeps it. Made if missing. */
  readonly logs: string;
  readonly signal: AbortSignal;
  readonly progress: ProgressSink;
  /** Starts the one emulator of the benchmark in this directory. */
  readonly startGround: (directory: string) => Promise<ProvingGround>;
  readonly makeEngine: (environment: Readonly<Record<string, string>>) => RolloutEngine;
  readonly late: LateResources;
  readonly makePlainUp: (environment: Readonly<Record<string, string>>) => PlainUp;
  readonly pulumiVersion: (environment: Readonly<Record<string, string>>) => Promise<string>;
}

type Way = "tandem" | "loop";

const titles: Readonly<Record<Way, string>> = {
  tandem: "tandem up; requests to both APIs; the same again with nothing changed, a loop of it, and a plan",
  loop: "a loop of pulumi up --yes --skip-preview",
};

/** What the environments of a benchmark share. */
interface Field {
  readonly options: BenchOptions;
  readonly ground: ProvingGround;
  readonly engine: RolloutEngine;
  readonly store: StateStore;
  readonly versions: BenchContext["versions"];
  readonly plainUp: PlainUp;
}

/**
 * Rolls fresh environments out on one emulator, by Tandem's runner and by a plain loop in turn, and measures. Whatever
 * happens, everything that was started is stopped and the stack folders are left as they were.
 */
export async function bench(options: BenchOptions): Promise<BenchMeasurements> {
  const { root, home, progress } = options;
  const startedAt = new Date();
  const machine = machineNow();
  const orders = Array.from({ length: options.rounds }, (_, at): readonly Way[] =>
    at % 2 === 0 ? ["tandem", "loop"] : ["loop", "tandem"],
  );
  progress.plan(plannedSteps(orders));
  const directory = await claimDirectory(root, home);
  await mkdir(options.logs, { recursive: true });
  let ground: ProvingGround | undefined;
  try {
    ground = await progress.step("emulator", async (tell) => {
      const started = await options.startGround(directory);
      tell(`${home.environment} at ${started.endpoint}`);
      return started;
    });
    const { environment, languageHost, awsPlugin, emulator } = ground;
    const pulumi = await options.pulumiVersion(environment);
    const engine = options.makeEngine(environment);
    const url = backendUrlOf(root, environment);
    const field: Field = {
      options,
      ground,
      engine,
      store: openStateStore({ url, environment, stateHome: directory }),
      versions: { pulumi, awsPlugin },
      plainUp: options.makePlainUp(environment),
    };
    // Watched where nothing is timed: the kernel adds up what a process shares while it keeps that process waiting.
    const memory = await progress.step("warm-up", (tell) => takeWatched(field, tell));
    const rounds: MeasuredRound[] = [];
    for (const [at, order] of orders.entries()) {
      const id = roundId(at);
      rounds.push(await progress.step(id, () => takeRound(field, id, order)));
    }
    const synthetic = await progress.step("synthetic", () => measureSynthetic(root, options.signal));
    return {
      profile: home.profile.name,
      startedAt,
      seconds: (Date.now() - startedAt.getTime()) / 1000,
      machine,
      mode: { pulumi, languageHost, awsPlugin, emulator: `${emulator.name} ${emulator.version}` },
      rounds,
      synthetic,
      bundles: await bundleSizes(root),
      memory,
    };
  } finally {
    await progress.step("stop", async () => {
      await ground?.stop();
      await removeRehearsal(root, { directory, layers: layersOf(home) });
    });
  }
}

function plannedSteps(orders: readonly (readonly Way[])[]) {
  return [
    { id: "emulator", title: "Start the emulator" },
    // The first rollout on an emulator pays for what it and the machine load once, whichever way it goes.
    { id: "warm-up", title: "Warm up with a rollout and a plan that are not timed, and watch the memory" },
    ...orders.map((order, at) => ({
      id: roundId(at),
      title: `Round ${at + 1} of ${orders.length}`,
      steps: order.map((way) => ({ id: `${roundId(at)}/${way}`, title: titles[way] })),
    })),
    { id: "synthetic", title: "Roll out many layers that take no time" },
    { id: "stop", title: "Stop the emulator" },
  ];
}

function roundId(at: number): string {
  return `round-${at + 1}`;
}

/** Both ways, one after the other, each in an environment of its own. */
async function takeRound(field: Field, id: string, order: readonly Way[]): Promise<MeasuredRound> {
  const { progress } = field.options;
  const takeTandem = () =>
    progress.step(`${id}/tandem`, (tell) =>
      inFreshEnvironment(field, tell, async (context) => {
        const { times, apis } = await tandemRollout(context);
        const handlers = await timeHandlers((url, init) => field.ground.call(url, init), apis);
        const unchanged = await unchangedRollouts(context, field.plainUp);
        return { tandem: { times, handlers }, unchanged, plan: await timedPlan(context) };
      }),
    );
  const takeItsLoop = () => progress.step(`${id}/loop`, (tell) => takeLoop(field, tell));
  if (order[0] === "tandem") {
    const tandem = await takeTandem();
    return { order, ...tandem, loop: await takeItsLoop() };
  }
  const loop = await takeItsLoop();
  return { order, ...(await takeTandem()), loop };
}

/** The memory that Tandem's way takes at its peak; undefined on a system without /proc. */
async function takeWatched(field: Field, tell: (text: string) => void): Promise<MemoryPeak | undefined> {
  const memory = watchMemory(process.pid);
  let peak: MemoryPeak | undefined;
  try {
    await inFreshEnvironment(field, tell, async (context) => {
      await tandemRollout(context);
      await timedPlan(context);
    });
  } finally {
    peak = await memory.stop();
  }
  return peak;
}

function takeLoop(field: Field, tell: (text: string) => void): Promise<MeasuredRound["loop"]> {
  return inFreshEnvironment(field, tell, (context) => loopRollout(context, field.plainUp));
}

/** Makes an environment's empty stacks, measures in it, and takes everything down again. */
async function inFreshEnvironment<T>(
  { options, ground, engine, store, versions }: Field,
  tell: (text: string) => void,
  measure: (context: BenchContext) => Promise<T>,
): Promise<T> {
  const { root, home, late, logs, signal } = options;
  if (signal.aborted) throw stopped();
  const config = rehearsalConfig(home.profile.name);
  const layers = layersOf(config);
  const directory = await claimDirectory(root, config);
  const context = { root, config, layers, ground, engine, store, late, versions, logs, tell, signal };
  const before = await inventoryOf(context);
  try {
    await createStacks(context);
    const measured = await measure(context);
    const { teardown } = await tearDownOnGround(context, before, tellPhases(tell));
    requireDone(teardown.layers, context);
    tell(config.environment);
    return measured;
  } finally {
    await removeRehearsal(root, { directory, layers });
  }
}

/** One after another: two at once in one project folder corrupt its workspace.json. */
async function createStacks({ root, config, layers, engine, ground, tell }: BenchContext): Promise<void> {
  await writeEnvironmentFiles(root, layers, config);
  await sealDatabasePassword({ root, layers, config, environment: ground.environment });
  for (const layer of layers) {
    tell(`${layer.id}: create`);
    await engine.create(layer);
  }
}

/** The folder by which `tandem rehearse --stop` finds what a benchmark that was killed has left. */
async function claimDirectory(root: string, config: EnvironmentConfig): Promise<string> {
  const directory = join(rehearsalsDirectory(root), config.environment);
  await mkdir(directory, { recursive: true });
  await recordRehearsal(directory, config);
  return directory;
}
