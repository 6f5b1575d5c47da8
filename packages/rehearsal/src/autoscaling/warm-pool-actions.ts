import { AutoScalingError, groupOf, integer, parameter, refuseOthers } from "./call.ts";
import type { Action } from "./call.ts";
import { isWarm } from "./group.ts";
import { instanceView, warmPoolView } from "./views.ts";
import { elements } from "./xml.ts";

const poolStates = ["Stopped", "Running"] as const;

export const putWarmPool: Action = (call) => {
  refuseOthers(call, [
    "AutoScalingGroupName",
    "MinSize",
    "MaxGroupPreparedCapacity",
    "PoolState",
    "InstanceReusePolicy",
  ]);
  const group = groupOf(call);
  const old = group.warmPool;
  const asked = parameter(call, "PoolState") ?? old?.poolState ?? "Stopped";
  const poolState = poolStates.find((known) => known === asked);
  if (poolState === undefined) {
    throw new AutoScalingError(
      "ValidationError",
      `PoolState ${asked} is not modelled; modelled: ${poolStates.join(", ")}`,
    );
  }
  const minSize = integer(call, "MinSize") ?? old?.minSize ?? 0;
  const prepared = integer(call, "MaxGroupPreparedCapacity") ?? old?.maxGroupPreparedCapacity ?? -1;
  if (minSize < 0) throw new AutoScalingError("ValidationError", "MinSize must be at least 0");
  if (prepared < -1) throw new AutoScalingError("ValidationError", "MaxGroupPreparedCapacity must be at least -1");
  if (group.warmPoolDeleting) {
    throw new AutoScalingError("ResourceInUse", "The warm pool is being deleted; put it again when it is gone.");
  }
  return () => {
    group.warmPool = {
      minSize,
      // -1 gives the group's largest size back.
      maxGroupPreparedCapacity: prepared === -1 ? undefined : prepared,
      poolState,
      reuseOnScaleIn: (parameter(call, "InstanceReusePolicy.ReuseOnScaleIn") ?? String(old?.reuseOnScaleIn)) === "true",
    };
    call.groups.reconcile(group);
    return "";
  };
};

/** Of a group without a warm pool, the answer has no configuration. */
export const describeWarmPool: Action = (call) => {
  refuseOthers(call, ["AutoScalingGroupName", "MaxRecords", "NextToken"]);
  const group = groupOf(call);
  return () =>
    elements({
      WarmPoolConfiguration: warmPoolView(group),
      Instances: group.instances.filter(isWarm).map(instanceView),
    });
};

export const deleteWarmPool: Action = (call) => {
  refuseOthers(call, ["AutoScalingGroupName", "ForceDelete"]);
  const group = groupOf(call);
  if (group.warmPool === undefined) {
    throw new AutoScalingError("ValidationError", `No warm pool found for the AutoScalingGroup ${group.name}`);
  }
  if (parameter(call, "ForceDelete") !== "true" && group.instances.some(isWarm)) {
    throw new AutoScalingError(
      "ResourceInUse",
      "You cannot delete a warm pool while there are instances in it. Use ForceDelete to end them.",
    );
  }
  return () => {
    group.warmPoolDeleting = true;
    call.groups.reconcile(group);
    return "";
  };
};
