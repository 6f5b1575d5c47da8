import { describe, expect, it } from "vitest";
import type { TargetGroup } from "./model.ts";
import { afterCheck, eligibleTargets, isBalancerHealthy, isEnough, matches, unchecked } from "./target-health.ts";
import type { TargetState } from "./target-health.ts";
import { group } from "./testing/data.ts";

const { check } = group({ check: { healthyThreshold: 3, unhealthyThreshold: 2 } });

/** The states of a target after each of these checks. */
function states(...passes: readonly boolean[]): string[] {
  let view = unchecked;
  return passes.map((passed) => {
    view = afterCheck(view, passed, check);
    return view.state;
  });
}

// Application Load Balancers guide, "Health checks for Application Load Balancer target groups".
describe("a target", () => {
  it("must pass one check after its registration to be considered healthy", () => {
    expect(states(true)).toEqual(["healthy"]);
  });

  it("is unhealthy after as many failures in a row as the threshold", () => {
    expect(states(true, false, true, false, false)).toEqual(["healthy", "healthy", "healthy", "healthy", "unhealthy"]);
    expect(states(false, false)).toEqual(["initial", "unhealthy"]);
  });

  it("is healthy again after as many passes in a row as the threshold", () => {
    expect(states(false, false, true, true, false, true, true, true).slice(1)).toEqual([
      "unhealthy",
      "unhealthy",
      "unhealthy",
      "unhealthy",
      "unhealthy",
      "unhealthy",
      "healthy",
    ]);
  });

  it.each([
    ["200", 200, true],
    ["200", 204, false],
    ["200,204", 204, true],
    ["200-399", 302, true],
    ["200-299,404", 404, true],
    ["200-299,404", 400, false],
  ])("passes by the codes of its matcher: %s has %i: %s", (matcher, status, passed) => {
    expect(matches(matcher, status)).toBe(passed);
  });
});

const known = (states: Readonly<Record<string, TargetState>>) => (_: TargetGroup, id: string) => states[id] ?? "unused";
const two = group({ targets: [{ id: "a" }, { id: "b" }] });

// Route 53's API reference, AliasTarget, "EvaluateTargetHealth", and the Application Load Balancers guide, "Target group
// health".
describe("a balancer", () => {
  it("is healthy while every target group that has targets has a healthy one", () => {
    expect(isBalancerHealthy([two], known({ a: "unhealthy", b: "healthy" }))).toBe(true);
    expect(isBalancerHealthy([two], known({ a: "unhealthy", b: "initial" }))).toBe(false);
    const other = group({ targets: [{ id: "c" }] });
    expect(isBalancerHealthy([two, other], known({ a: "healthy", c: "unhealthy" }))).toBe(false);
  });

  it("is unhealthy with a target group without targets, with only unused ones, and without a target group", () => {
    expect(isBalancerHealthy([two, group({})], known({ a: "healthy", b: "healthy" }))).toBe(false);
    expect(isBalancerHealthy([two], known({}))).toBe(false);
    expect(isBalancerHealthy([], known({}))).toBe(false);
  });

  it("is unhealthy below its threshold for DNS failover", () => {
    const minimum = { dnsFailover: { count: 2, percentage: undefined }, routing: { count: 1, percentage: undefined } };
    const strict = { ...two, minimum };
    expect(isBalancerHealthy([strict], known({ a: "healthy", b: "unhealthy" }))).toBe(false);
    expect(isBalancerHealthy([strict], known({ a: "healthy", b: "healthy" }))).toBe(true);
  });

  it("takes a function that nobody checks for healthy", () => {
    expect(isBalancerHealthy([two], known({ a: "unavailable" }))).toBe(true);
  });
});

describe("requests", () => {
  it("go to healthy targets", () => {
    expect(eligibleTargets(two, known({ a: "unhealthy", b: "healthy" }))).toEqual(["b"]);
    expect(eligibleTargets(two, known({ a: "unavailable" }))).toEqual(["a"]);
  });

  it("go to all registered targets when none is healthy: the load balancer fails open", () => {
    expect(eligibleTargets(two, known({ a: "unhealthy", b: "initial" }))).toEqual(["a", "b"]);
  });

  it("go to all targets below the threshold for routing failover", () => {
    const minimum = { dnsFailover: { count: 2, percentage: undefined }, routing: { count: 2, percentage: undefined } };
    expect(eligibleTargets({ ...two, minimum }, known({ a: "unhealthy", b: "healthy" }))).toEqual(["a", "b"]);
  });

  it("go nowhere when every target is unused", () => {
    expect(eligibleTargets(two, known({}))).toEqual([]);
  });
});

it.each([
  [{ count: 1, percentage: undefined }, 1, 4, true],
  [{ count: 1, percentage: undefined }, 0, 4, false],
  [{ count: 1, percentage: 50 }, 1, 4, false],
  [{ count: 1, percentage: 50 }, 2, 4, true],
  [{ count: 3, percentage: 50 }, 2, 4, false],
])("either threshold that is not met counts: %j with %i of %i", (minimum, healthy, all, enough) => {
  expect(isEnough(minimum, healthy, all)).toBe(enough);
});
