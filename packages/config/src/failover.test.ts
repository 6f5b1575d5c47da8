import { expect, it } from "vitest";
import { failover } from "./failover.ts";
import { heartbeatIntervalMs } from "./heartbeat.ts";
import { paymentsUs } from "./profiles/payments-us.ts";

const { healthCheckIntervalSeconds, failureThreshold } = paymentsUs.routing;
/** Route 53 connects within 4 s or counts a failure, and does so this often in a row (AWS). */
const verdictAtLatestMs = failureThreshold * healthCheckIntervalSeconds * 1000 + 4000;
/** The first failure comes as soon as the region is dark, if an answer was just due. */
const verdictAtEarliestMs = (failureThreshold - 1) * healthCheckIntervalSeconds * 1000;
/** TTL of the TXT records that tell the verdict. */
const witnessTtlMs = 5000;

it("leaves a dark primary within the budget at the worst phase of everything", () => {
  const { fastTickMs, ticksToDecide, callMs, darkToWritableMs } = failover;
  const counted = ticksToDecide * fastTickMs;
  // The fence's one call, the next tick, and the unfence's call.
  const acted = callMs + fastTickMs + callMs;
  expect(verdictAtLatestMs + witnessTtlMs + counted + acted).toBe(53_000);
  expect(darkToWritableMs).toBe(60_000);
});

it("never takes a dark region for a dead API: its heartbeat is not fresh any more when the verdict can first be down", () => {
  expect(failover.heartbeatFreshMs).toBeLessThan(verdictAtEarliestMs);
  expect(failover.heartbeatFreshMs).toBeGreaterThan(heartbeatIntervalMs);
});

it("loses no time by the heartbeat: it is stale when the verdict can first be read at its latest", () => {
  expect(failover.heartbeatStaleMs).toBeLessThan(verdictAtLatestMs);
});

it("ticks on for longer than two starts can be apart, and counts no two ticks as one", () => {
  expect(failover.invocationMs).toBeGreaterThan(120_000);
  expect(failover.tickApartMs).toBeLessThan(failover.fastTickMs);
  expect(failover.streakGapMs).toBeGreaterThan(failover.tickMs);
});
