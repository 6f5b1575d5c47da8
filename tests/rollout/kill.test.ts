import type { Layer } from "@tandem/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { finalState, asRead } from "./final-state.ts";
import { forgetAndRecover } from "./forget.ts";
import { startGround } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { killOnceSilent, recover } from "./interrupted.ts";
import { killPoints, runUntil } from "./kills.ts";
import type { Run } from "./kills.ts";
import { workersOf } from "./processes.ts";
import { startSilentProxy } from "./silent-proxy.ts";
import { onlyThorough, thorough } from "../thorough.ts";

const seeds = Array.from({ length: thorough ? 25 : 3 }, (_, index) => index + 1);
/** How often a run is killed at most before it may end. */
const mostKills = thorough ? 3 : 1;
/** A seed takes a minute, and three at a load of 20 on two cores; a kill adds a run that resumes. */
const timeout = 300_000 + mostKills * 200_000;

let ground: Ground;
let undisturbed: Awaited<ReturnType<typeof finalState>>;
let steps: number;
/** The emulator's processes. */
let emulator: readonly string[];

beforeAll(async () => {
  ground = await startGround();
  emulator = await workersOf(ground.config.environment);
  const run = await runUntil("up", ground.config.environment);
  if (run.exitCode !== 0) throw new Error(run.stderr);
  steps = run.steps;
  undisturbed = await finalState(ground);
}, timeout);
afterAll(() => ground.stop());

it.for(onlyThorough)("ends a create that is two calls, of which only the first was made", { timeout }, async () => {
  const [standby, traffic] = [ground.layer("standby-region"), ground.layer("global/traffic")];
  const proxy = await startSilentProxy(ground.proving.endpoint);
  const engine = ground.engine({ AWS_ENDPOINT_URL: proxy.endpoint });
  const killed = async (layer: Layer, path: string, body = "") => {
    const silent = proxy.swallow(
      (call) => call.method === "POST" && call.path.endsWith(path) && call.body.includes(body),
    );
    await killOnceSilent({ ground, layer, silent }, () => engine.up(layer, {}));
    return recover(ground, layer);
  };
  try {
    for (const layer of [traffic, standby]) {
      await engine.destroy(layer, {});
      await engine.create(layer);
    }
    // Without its concurrency: the update sets it.
    const { imported: functions } = await killed(standby, "/functions", '"FunctionName":"payment-latch-');
    expect(functions.map(({ urn }) => urn)).toContainEqual(
      expect.stringContaining("$tandem:failover:Latch$aws:lambda/function:Function::"),
    );
    await engine.up(standby, {});
    // Without tags: one is found by what it asks of whom, the other by those that it is calculated from.
    for (const [component, type] of [
      ["EndpointHealthCheck", "HTTPS_STR_MATCH"],
      ["FailoverHealthCheck", "CALCULATED"],
    ] as const) {
      const { imported } = await killed(traffic, "/healthcheck", `<Type>${type}</Type>`);
      expect(imported.map(({ urn }) => urn)).toContainEqual(
        expect.stringContaining(`::tandem:traffic:${component}$aws:route53/healthCheck:HealthCheck::`),
      );
    }
    await engine.up(traffic, {});
  } finally {
    await proxy.close();
  }
  expect(await finalState(ground)).toEqual(undisturbed);
});

/** Kills a run, and those that resume it, at the seed's points; then runs the command once more. */
async function killAndResume(command: "up" | "down", seed: number): Promise<Run> {
  const { environment } = ground.config;
  for (const point of killPoints(`${command} ${seed}`, { mostKills, steps })) {
    const run = await runUntil(command, environment, point);
    if (!run.killed) return run;
  }
  return runUntil(command, environment);
}

/** What a run that ended well leaves of a comparison: its reason, where it did not. */
const ending = ({ exitCode, stderr }: Run) => (exitCode === 0 ? "ended well" : `exit code ${exitCode}\n${stderr}`);

it.for(seeds)("goes on to the same end after kills of teardown and rollout, seed %i", { timeout }, async (seed) => {
  expect(ending(await killAndResume("down", seed))).toBe("ended well");
  expect(await finalState(ground)).toMatchObject({ held: [], locks: [], ended: [] });
  expect(ending(await killAndResume("up", seed))).toBe("ended well");
  expect(await finalState(ground)).toEqual(undisturbed);
  expect(await workersOf(ground.config.environment)).toEqual(emulator);
});

it.for(onlyThorough)(
  "finds every resource of every layer under the identifier that it has, and reads all of it",
  { timeout },
  async () => {
    expect(await forgetAndRecover(ground)).toEqual({ locks: 0, cleared: [], unfinished: [] });
    expect(asRead(await finalState(ground))).toEqual(asRead(undisturbed));
  },
);
