import { AutoScalingError, groupOf, members, refuseOthers } from "./call.ts";
import type { Action } from "./call.ts";
import { elements } from "./xml.ts";

export const startInstanceRefresh: Action = (call) => {
  refuseOthers(call, ["AutoScalingGroupName", "Strategy", "Preferences"]);
  const group = groupOf(call);
  if (call.refreshes.active(group) !== undefined) {
    throw new AutoScalingError(
      "ResourceInUse",
      "An Instance Refresh is already in progress and blocks the execution of this one.",
    );
  }
  return () => elements({ InstanceRefreshId: call.refreshes.start(group).id });
};

export const describeInstanceRefreshes: Action = (call) => {
  refuseOthers(call, ["AutoScalingGroupName", "InstanceRefreshIds", "MaxRecords", "NextToken"]);
  const group = groupOf(call);
  const ids = members(call, "InstanceRefreshIds") ?? [];
  return () => {
    const found = call.refreshes.of(group).filter(({ id }) => ids.length === 0 || ids.includes(id));
    return elements({
      InstanceRefreshes: found.map(({ id, status, reason, startedAt, endedAt, total, replaced }) => ({
        InstanceRefreshId: id,
        AutoScalingGroupName: group.name,
        Status: status,
        StatusReason: reason,
        StartTime: startedAt,
        EndTime: endedAt,
        PercentageComplete: total === 0 ? 100 : Math.floor((replaced * 100) / total),
        InstancesToUpdate: total - replaced,
      })),
    });
  };
};

export const cancelInstanceRefresh: Action = (call) => {
  refuseOthers(call, ["AutoScalingGroupName"]);
  const group = groupOf(call);
  const active = call.refreshes.active(group);
  if (active === undefined) {
    throw new AutoScalingError(
      "ActiveInstanceRefreshNotFound",
      `No in progress or pending Instance Refresh found for Auto Scaling group ${group.name}`,
    );
  }
  return () => {
    call.refreshes.cancel(active);
    return elements({ InstanceRefreshId: active.id });
  };
};
