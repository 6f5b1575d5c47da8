import type { Minimum, TargetCheck, TargetGroup } from "./model.ts";

/**
 * A target's state, by its name in DescribeTargetHealth. `unavailable`: nobody checks it. `unused`: no listener leads to
 * its group, or it is an instance that does not run.
 */
export type TargetState = "initial" | "healthy" | "unhealthy" | "unavailable" | "unused";

/** What its checks have made of a target so far. */
export interface TargetView {
  readonly state: "initial" | "healthy" | "unhealthy";
  /** How many checks in a row contradicted the state. */
  readonly contrary: number;
}

/** A target that nobody has checked yet. */
export const unchecked: TargetView = { state: "initial", contrary: 0 };

/**
 * What a target is after one more check. Source: Application Load Balancers guide, "Health checks for Application Load
 * Balancer target groups": after registration it must pass one check to be healthy; else the thresholds count.
 */
export function afterCheck(view: TargetView, passed: boolean, check: TargetCheck): TargetView {
  if (view.state === "initial" && passed) return { state: "healthy", contrary: 0 };
  if (view.state !== "initial" && passed === (view.state === "healthy")) return { ...view, contrary: 0 };
  const contrary = view.contrary + 1;
  const threshold = passed ? check.healthyThreshold : check.unhealthyThreshold;
  if (contrary < threshold) return { ...view, contrary };
  return { state: passed ? "healthy" : "unhealthy", contrary: 0 };
}

/** Whether a status code is among those of a matcher. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [from = "", to = from] = part.trim().split("-");
    return status >= Number(from) && status <= Number(to);
  });
}

/** Whether so many healthy targets of so many are enough. Source: the same guide, "Target group health". */
export function isEnough({ count, percentage }: Minimum, healthy: number, all: number): boolean {
  return healthy >= count && (percentage === undefined || healthy * 100 >= percentage * all);
}

/**
 * Whether Route 53 takes a balancer for healthy. Source: Route 53's API reference, AliasTarget, "EvaluateTargetHealth": every
 * target group that has targets must have a healthy one, and a group without targets is unhealthy; how many it must have
 * says the group's threshold for DNS failover. That a function which nobody checks counts as healthy is Tandem's reading.
 * @param groups Those to which the balancer's listeners lead.
 */
export function isBalancerHealthy(
  groups: readonly TargetGroup[],
  stateOf: (group: TargetGroup, targetId: string) => TargetState,
): boolean {
  const enough = groups.map((group) => {
    const states = group.targets.map(({ id }) => stateOf(group, id)).filter((state) => state !== "unused");
    const healthy = states.filter((state) => state === "healthy" || state === "unavailable").length;
    return states.length > 0 && isEnough(group.minimum.dnsFailover, healthy, states.length);
  });
  return enough.length > 0 && enough.every(Boolean);
}

/**
 * The targets to which requests go: the healthy ones, or all where those are too few. Source: the Application Load
 * Balancers guide, "Health checks…": "the load balancer fails open", and "Target group health", routing failover.
 */
export function eligibleTargets(
  group: TargetGroup,
  stateOf: (group: TargetGroup, targetId: string) => TargetState,
): readonly string[] {
  const used = group.targets
    .map(({ id }) => ({ id, state: stateOf(group, id) }))
    .filter(({ state }) => state !== "unused");
  const healthy = used.filter(({ state }) => state === "healthy" || state === "unavailable");
  const eligible = isEnough(group.minimum.routing, healthy.length, used.length) ? healthy : used;
  return eligible.map(({ id }) => id);
}
