import { requireEnvironment } from "@tandem/config";
import { describe, expect, it } from "vitest";
import { layersOf } from "../environment-files.ts";
import { requireDone } from "./context.ts";
import { loopRollout } from "./rollouts.ts";

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
  const done = { id: "shared", status: "done" } as const;
  const blocked = { id: "global/foundation", status: "blocked", reason: "shared is not done" } as const;
  const failed = { id: "primary-region", status: "failed", reason: "no quota" } as const;
  const never = { logs: "logs", signal: new AbortController().signal };

  it("throws the failure that others were not begun for, and takes layers that were not begun on request for a stop", () => {
    expect(() => requireDone([blocked, failed], never)).toThrow("primary-region failed\nno quota");
    expect(() => requireDone([failed], { ...never, signal: AbortSignal.abort() })).toThrow("the benchmark was stopped");
    expect(requireDone([done], never)).toBe(undefined);
  });
});
