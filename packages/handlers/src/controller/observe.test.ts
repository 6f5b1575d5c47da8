import { expect, test } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import { dnsReadingMs, observe } from "./observe.ts";
import type { Sources } from "./observe.ts";
import type { Operation } from "./state.ts";
import { goodSources, silent, targets } from "./testing/sources.ts";
import { goodDay } from "./testing/ticks.ts";

const at = 1_800_000_000_000;
const now = () => at;
const nothingWaits = { known: false, why: "nothing waits for it" } as const;
const noAnswer = { known: false, why: "nobody answers" } as const;
const unwaited = { primary: nothingWaits, standby: nothingWaits };

async function seen(more: Partial<Sources> = {}, operation?: Operation) {
  const { log, lines } = memoryLog();
  const observations = await observe({ sources: goodSources(now, more), now, log }, targets, {
    active: "primary",
    operation,
  });
  return { observations, lines };
}

const draining = (from: "primary" | "standby", step: Operation["step"] = "drain"): Operation => ({
  id: "r1",
  kind: from === "primary" ? "planned-failover" : "failback",
  from,
  to: from === "primary" ? "standby" : "primary",
  epoch: 2,
  startedAt: at - 4000,
  step,
  stepStartedAt: at - 2000,
  intents: [],
});

test("sees a good day as it is, each reading with its time", async () => {
  const { lease: _, ...rest } = goodDay(at, { markers: unwaited });
  expect(await seen()).toEqual({ observations: rest, lines: [] });
});

test("asks the targets' URLs", async () => {
  const urls: string[] = [];
  await seen({
    probe: async (url) => {
      urls.push(url);
      return "up";
    },
    ready: async (url) => {
      urls.push(url);
      return true;
    },
  });
  expect(urls).toEqual([targets.primaryHealthUrl, targets.standbyReadyUrl]);
});

test("silence is down to the probes, unknown to all others, and never thrown", async () => {
  const { observations, lines } = await seen({
    probe: silent,
    control: silent,
    ready: silent,
    verdict: silent,
    role: silent,
    heartbeat: silent,
    fence: silent,
    latch: silent,
    request: silent,
  });
  const down = { known: true, value: "down", at } as const;
  expect(observations).toEqual({
    probe: down,
    control: down,
    standbyReady: noAnswer,
    verdict: noAnswer,
    role: noAnswer,
    heartbeats: { primary: noAnswer, standby: noAnswer },
    fences: { primary: noAnswer, standby: noAnswer },
    latch: noAnswer,
    markers: unwaited,
    request: undefined,
  });
  expect(lines).toEqual([{ line: "warn the request cannot be read", detail: new Error("nobody answers") }]);
});

test("what never answers ends with its time-out, all side by side", async () => {
  const never = () => new Promise<never>(() => undefined);
  const begun = performance.now();
  const { observations } = await seen({ probe: never, verdict: never, fence: never, latch: never, request: never });
  expect(performance.now() - begun).toBeLessThan(dnsReadingMs + 500);
  expect(observations.probe).toEqual({ known: true, value: "down", at });
  const timedOut = { known: false, why: "The operation was aborted due to timeout" };
  expect([observations.verdict, observations.latch, observations.fences.primary]).toEqual([
    timedOut,
    timedOut,
    timedOut,
  ]);
});

test("looks for markers where an operation waits for them: of the fenced side, in the other one", async () => {
  const asked: string[] = [];
  const arrived = async (from: string) => {
    asked.push(from);
    return 2;
  };
  const known = { known: true, value: 2, at } as const;
  const failover = await seen({ arrived }, draining("primary"));
  expect(failover.observations.markers).toEqual({ primary: nothingWaits, standby: known });
  const failback = await seen({ arrived }, draining("standby"));
  expect(failback.observations.markers).toEqual({ primary: known, standby: nothingWaits });
  expect((await seen({ arrived }, draining("primary", "fence"))).observations.markers).toEqual(unwaited);
  expect(asked).toEqual(["primary", "standby"]);
});

test("hands a person's request on", async () => {
  const request = { id: "r1", kind: "failback", at: 1 } as const;
  expect((await seen({ request: async () => request })).observations.request).toEqual(request);
});
