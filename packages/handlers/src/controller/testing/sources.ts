import type { Sources } from "../observe.ts";

/** What is read on a good day at this time: the primary is active in epoch 1. */
export function goodSources(now: () => number, more: Partial<Sources> = {}): Sources {
  return {
    probe: async () => "up",
    control: async () => "up",
    ready: async () => true,
    verdict: async () => "up",
    role: async () => "primary",
    heartbeat: async () => now() - 5000,
    fence: async (side) => ({ epoch: 1, fenced: side === "standby" }),
    latch: async () => ({ epoch: 1, set: false }),
    arrived: async () => 0,
    request: async () => undefined,
    ...more,
  };
}

/** A source that nobody answers. */
export const silent = () => Promise.reject(new Error("nobody answers"));

export const targets = {
  primaryHealthUrl: "https://a.test/prod/health",
  standbyReadyUrl: "https://b.test/prod/ready",
};
