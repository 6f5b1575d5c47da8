import { expect, it } from "vitest";
import type { LoadAttempt } from "./load.ts";
import { decisionsSince, milestonesOf, operationsIn, secondsIn, secondsOf, targetOf } from "./timeline.ts";

const decision = (at: number, what: string) => ({ at, epoch: 2, what, reasons: [] });
const decisions = [
  decision(500, "failback to primary decided"),
  decision(30_000, "disaster to standby decided"),
  decision(33_000, "disaster to standby: fence given up"),
  decision(34_000, "disaster to standby: switch done"),
];
const attempt = (at: number, region: string, outcome: LoadAttempt["outcome"], milliseconds = 100): LoadAttempt => ({
  id: `${at}`,
  kind: "transaction",
  at,
  milliseconds,
  outcome,
  status: outcome === "acknowledged" ? 201 : undefined,
  region,
  error: undefined,
});
const attempts = [
  attempt(0, "us-east-1", "acknowledged"),
  attempt(400, "us-east-1", "acknowledged", 300),
  attempt(10_500, "us-east-1", "failed", 2000),
  attempt(43_000, "us-east-2", "refused"),
  attempt(45_000, "us-east-2", "acknowledged", 200),
];

it("takes only what was decided since the drill began", () => {
  const ours = decisionsSince({ decisions }, 1000);
  expect(operationsIn(ours)).toEqual(["disaster"]);
  expect(operationsIn(decisions)).toEqual(["failback", "disaster"]);
});

it("reads the operation of a side that gets its writes back", () => {
  expect(operationsIn([decision(1, "reinstate primary decided"), decision(2, "failover is refused")])).toEqual([
    "reinstate",
  ]);
});

it("tells when each stage was reached, in seconds after the fault", () => {
  expect(milestonesOf(10_000, "us-east-2", decisionsSince({ decisions }, 1000), attempts)).toEqual({
    firstBadAnswer: 2.5,
    decided: 20,
    fenced: 23,
    switched: 24,
    trafficMoved: 33,
    firstGoodAnswer: 35.2,
  });
});

it("leaves out what was not reached", () => {
  expect(milestonesOf(10_000, "us-east-2", [], attempts.slice(0, 2))).toEqual({});
});

it("sums clients up by the second in which they asked", () => {
  expect(secondsOf(attempts, 0)).toEqual([
    { second: 0, good: 2, bad: 0, p50: 100, max: 300 },
    { second: 10, good: 0, bad: 1 },
    { second: 43, good: 0, bad: 1 },
    { second: 45, good: 1, bad: 0, p50: 200, max: 200 },
  ]);
  expect(secondsOf([], 0)).toEqual([]);
});

it("gives a stretch in hundredths of a second", () => {
  expect(secondsIn({ from: 1000, to: 44_126 })).toBe(43.13);
});

it("follows the first operation to where it led, whatever came back later", () => {
  const decided = (what: string) => ({ at: 1, epoch: 2, what, reasons: [] });
  const there = ["disaster to standby decided", "disaster to standby: switch done"].map(decided);
  expect(targetOf([...there, decided("failback to primary decided")])).toBe("standby");
  expect(targetOf([decided("failback to primary decided")])).toBe("primary");
  expect(targetOf([decided("reinstate standby decided")])).toBeUndefined();
});
