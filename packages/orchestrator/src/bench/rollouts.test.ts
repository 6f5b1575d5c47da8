import { requireEnvironment } from "@tandem/config";
import { describe, expect, it } from "vitest";
import { layersOf } from "../environment-files.ts";
import type { LayerOutcome } from "../runner.ts";
import { loopRollout, requireDone } from "./rollouts.ts";

const layers = layersOf(
  requireEnvironment({
    environment: "dev",
    profile: "payments-us",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }),
);
const order = ["shared", "global/foundation", "primary-region", "standby-region", "global/traffic"];

describe("loopRollout", () => {
  it("takes one layer after another, in rollout order, and times each and all", async () => {
    const told: string[] = [];
    let running = 0;
    const plainUp = async () => {
      running += 1;
      await Promise.resolve();
      expect(running).toBe(1);
      running -= 1;
    };
    const signal = new AbortController().signal;
    const { seconds, layers: times } = await loopRollout({ layers, signal, tell: (text) => told.push(text) }, plainUp);
    expect(told).toEqual(order);
    expect(times.map(({ id }) => id)).toEqual(order);
    expect(seconds).toBeLessThan(1);
  });

  it("ends with the layer that fails", async () => {
    const told: string[] = [];
    const plainUp = async ({ id }: { id: string }) => {
      if (id === "global/foundation") throw new Error("no zone");
    };
    const signal = new AbortController().signal;
    await expect(loopRollout({ layers, signal, tell: (text) => told.push(text) }, plainUp)).rejects.toThrow("no zone");
    expect(told).toEqual(["shared", "global/foundation"]);
  });

  it("starts no further layer once it is stopped", async () => {
    const stop = new AbortController();
    const started: string[] = [];
    const plainUp = async ({ id }: { id: string }) => {
      started.push(id);
      stop.abort();
    };
    await expect(loopRollout({ layers, signal: stop.signal, tell: () => undefined }, plainUp)).rejects.toMatchObject({
      kind: "aborted",
    });
    expect(started).toEqual(["shared"]);
  });
});

describe("requireDone", () => {
  const outcomes = (...given: readonly LayerOutcome<string>[]) =>
    new Map(given.map((outcome, at) => [`layer-${at}`, outcome]));
  const done: LayerOutcome<string> = { status: "done", seconds: 1, value: "" };
  const skipped: LayerOutcome<string> = { status: "skipped", because: "stopped on request" };

  it("throws the failure that others were skipped for, and takes skipped layers alone for a stop", () => {
    const failure: LayerOutcome<string> = { status: "failed", seconds: 1, error: new Error("broke") };
    expect(() => requireDone(outcomes(skipped, failure))).toThrow("broke");
    expect(() => requireDone(outcomes(done, skipped))).toThrow("the benchmark was stopped");
    expect(requireDone(outcomes(done))).toBe(undefined);
  });
});
