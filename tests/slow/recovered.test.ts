import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finalState, asRead } from "../rollout/final-state.ts";
import { forgetAndRecover } from "../rollout/forget.ts";
import { startGround } from "../rollout/ground.ts";
import type { Ground } from "../rollout/ground.ts";
import { runUntil } from "../rollout/kills.ts";

/** A rollout takes two minutes, a recovery of everything one, and a teardown another. */
const timeout = 600_000;

/** `payments-us` is forgotten and recovered beside the kills. */
describe.for(["trading-serverless-us", "transactions-us", "trading-eu"] as const)("an environment of %s", (profile) => {
  let ground: Ground;
  let undisturbed: Awaited<ReturnType<typeof finalState>>;

  beforeAll(async () => {
    ground = await startGround(profile);
    const run = await runUntil("up", ground.config.environment);
    if (run.exitCode !== 0) throw new Error(run.stderr);
    undisturbed = await finalState(ground);
  }, timeout);
  afterAll(() => ground.stop());

  it("has every resource of every layer found under the identifier that it has, and read", { timeout }, async () => {
    expect(await forgetAndRecover(ground)).toEqual({ locks: 0, cleared: [], unfinished: [] });
    expect(asRead(await finalState(ground))).toEqual(asRead(undisturbed));
  });

  it("is taken down without anything left", { timeout }, async () => {
    const { exitCode, stderr } = await ground.tandem(["down", "--yes"]);
    expect(stderr).toMatch(/^nothing is left of it/m);
    expect(exitCode).toBe(0);
    expect(await finalState(ground)).toMatchObject({ held: [], locks: [], ended: [] });
  });
});
