import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HealthCheckers } from "./checkers.ts";
import type { EndpointCheck } from "./model.ts";

const check: EndpointCheck = {
  id: "e1",
  kind: "endpoint",
  inverted: false,
  disabled: false,
  endpoint: { scheme: "https", host: "a.test", port: 443, path: "/health", searchString: undefined },
  intervalSeconds: 10,
  failureThreshold: 3,
  regions: ["us-east-1", "us-west-1", "us-west-2", "eu-west-1"],
};
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

let isUp: boolean;
/** When each request was sent, in seconds from the beginning. */
let sent: number[];
let checkers: HealthCheckers;
beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  isUp = true;
  sent = [];
  checkers = new HealthCheckers(async () => {
    sent.push(Date.now() / 1000);
    return { passed: isUp, status: isUp ? "Success: HTTP Status Code 200, OK" : "Failure: refused" };
  });
});
afterEach(() => {
  checkers.stop();
  vi.useRealTimers();
});

it("asks once per interval from each region, spread over the interval", async () => {
  checkers.watch([check]);
  await seconds(20);
  expect(sent).toEqual([0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20]);
});

it("asks every 30 s where the check says so", async () => {
  checkers.watch([{ ...check, intervalSeconds: 30, regions: ["us-east-1"] }]);
  await seconds(60);
  expect(sent).toEqual([0, 30, 60]);
});

it("turns unhealthy after as many failures in a row as the threshold, at enough checkers", async () => {
  checkers.watch([check]);
  await seconds(40);
  isUp = false;
  // The next requests come at 42.5 s; of four checkers, the last must have failed three times.
  await seconds(29);
  expect(checkers.isHealthy("e1")).toBe(true);
  await seconds(1);
  expect(checkers.isHealthy("e1")).toBe(false);
});

it("turns healthy again after as many passes in a row, once more than 18% of the checkers have seen them", async () => {
  isUp = false;
  checkers.watch([check]);
  await seconds(38);
  expect(checkers.isHealthy("e1")).toBe(false);
  isUp = true;
  await seconds(21);
  expect(checkers.isHealthy("e1")).toBe(false);
  await seconds(1);
  expect(checkers.isHealthy("e1")).toBe(true);
});

it("begins to count anew after a request that agrees with what a checker thinks", async () => {
  checkers.watch([{ ...check, regions: ["us-east-1"] }]);
  await seconds(25);
  for (const up of [false, false, true, false, false]) {
    isUp = up;
    await seconds(10);
  }
  expect(checkers.isHealthy("e1")).toBe(true);
});

it("considers a new check healthy until every checker has asked as often as the threshold", async () => {
  isUp = false;
  checkers.watch([check]);
  await seconds(27);
  expect(checkers.isHealthy("e1")).toBe(true);
  await seconds(1);
  expect(checkers.isHealthy("e1")).toBe(false);
});

it("tells what each checker saw last, and nothing of those that have not asked yet", async () => {
  checkers.watch([check]);
  await seconds(3);
  expect(checkers.observations("e1")).toEqual([
    { region: "us-east-1", checkedAt: new Date(0), status: "Success: HTTP Status Code 200, OK" },
    { region: "us-west-1", checkedAt: new Date(2500), status: "Success: HTTP Status Code 200, OK" },
  ]);
  expect(checkers.observations("e2")).toBeUndefined();
});

it("goes on with what its checkers think when other checks change, or its own threshold or inversion", async () => {
  isUp = false;
  checkers.watch([check]);
  await seconds(28);
  const inverted = { ...check, inverted: true, failureThreshold: 2 };
  checkers.watch([inverted, { ...check, id: "e2" }]);
  expect([checkers.isHealthy("e1"), checkers.isHealthy("e2")]).toEqual([true, true]);
  expect(checkers.observations("e1")).toHaveLength(4);
});

it("begins anew when another endpoint is to be asked", async () => {
  isUp = false;
  checkers.watch([check]);
  await seconds(28);
  checkers.watch([{ ...check, endpoint: { ...check.endpoint, path: "/ready" } }]);
  expect(checkers.isHealthy("e1")).toBe(true);
});

it.each([
  ["is disabled", [{ ...check, disabled: true }]],
  ["is gone", []],
])("asks no more for a check that %s", async (_, checks) => {
  checkers.watch([check]);
  await seconds(8);
  checkers.watch(checks);
  await seconds(60);
  expect(sent).toHaveLength(4);
  expect(vi.getTimerCount()).toBe(0);
});
