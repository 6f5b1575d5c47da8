import { expect, it } from "vitest";
import { planCapacity } from "./capacity.ts";
import type { Instance, LifecycleState, WarmPool } from "./group.ts";

const settings = {
  minSize: 0,
  maxSize: 6,
  desiredCapacity: 2,
  template: { id: "lt-1", name: "trading", version: "1" },
  subnetIds: [],
  availabilityZones: [],
  defaultCooldown: 300,
  defaultInstanceWarmup: undefined,
  healthCheckType: "ELB",
  healthCheckGracePeriod: 0,
  serviceLinkedRoleArn: "",
  terminationPolicies: [],
};
const pool: WarmPool = { minSize: 0, maxGroupPreparedCapacity: undefined, poolState: "Stopped", reuseOnScaleIn: false };

function plan(
  states: readonly LifecycleState[],
  desiredCapacity: number,
  warmPool?: WarmPool,
  more: { readonly deleting?: boolean; readonly warmPoolDeleting?: boolean } = {},
) {
  const instances = states.map((state, index): Instance => ({
    id: `${index}`,
    region: "eu-central-2",
    groupName: "trading",
    availabilityZone: "",
    template: settings.template,
    state,
  }));
  const { start, launch, shrink, giveBack, prepare, drop } = planCapacity({
    settings: { ...settings, desiredCapacity },
    warmPool,
    instances,
    deleting: false,
    warmPoolDeleting: false,
    ...more,
  });
  const ids = (found: readonly Instance[]) => found.map(({ id }) => id).join(" ");
  return { start: ids(start), launch, shrink: ids(shrink), giveBack: ids(giveBack), prepare, drop: ids(drop) };
}

const nothing = { start: "", launch: 0, shrink: "", giveBack: "", prepare: 0, drop: "" };

it("leaves a group alone that has what it asks for, and counts what is on its way", () => {
  expect(plan(["InService", "Pending", "Terminating"], 2)).toEqual(nothing);
});

it("launches what is missing and ends the oldest of what is too much", () => {
  expect(plan(["InService"], 3)).toEqual({ ...nothing, launch: 2 });
  expect(plan(["InService", "InService", "Pending"], 1)).toEqual({ ...nothing, shrink: "0 1" });
});

it("takes warm instances first, those alone that are ready", () => {
  const warm: LifecycleState[] = ["InService", "Warmed:Stopped", "Warmed:Pending", "Warmed:Running"];
  expect(plan(warm, 4, { ...pool, maxGroupPreparedCapacity: 4, minSize: 1 })).toEqual({
    ...nothing,
    start: "1 3",
    launch: 1,
  });
});

it("prepares up to the group's largest size, its prepared capacity or the pool's own minimum", () => {
  expect(plan(["InService", "InService"], 2, pool)).toEqual({ ...nothing, prepare: 4 });
  expect(plan(["InService", "InService"], 2, { ...pool, maxGroupPreparedCapacity: 3 })).toEqual({
    ...nothing,
    prepare: 1,
  });
  expect(plan(["InService"], 1, { ...pool, maxGroupPreparedCapacity: 1, minSize: 2 })).toEqual({
    ...nothing,
    prepare: 2,
  });
});

it("drops the youngest of a pool that is too large, all of one that goes, and everything of a group that goes", () => {
  const states: LifecycleState[] = ["InService", "Warmed:Stopped", "Warmed:Pending"];
  const three = { ...pool, maxGroupPreparedCapacity: 3 };
  expect(plan(states, 1, { ...pool, maxGroupPreparedCapacity: 2 })).toEqual({ ...nothing, drop: "2" });
  expect(plan(states, 1, three, { warmPoolDeleting: true })).toEqual({ ...nothing, drop: "1 2" });
  expect(plan(states, 1, three, { deleting: true })).toEqual({ ...nothing, shrink: "0", drop: "1 2" });
});

it("gives instances that serve back into a pool that uses them again, as far as it has room", () => {
  const states: LifecycleState[] = ["InService", "InService", "InService", "Pending"];
  const reusing = { ...pool, reuseOnScaleIn: true, maxGroupPreparedCapacity: 2 };
  expect(plan(states, 1, reusing)).toEqual({ ...nothing, shrink: "1 2", giveBack: "0" });
});
