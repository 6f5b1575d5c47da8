import { AutoScalingError, groupOf, members, parameter, refuseOthers, required } from "./call.ts";
import type { Action, Call } from "./call.ts";
import { instanceView } from "./views.ts";
import { elements } from "./xml.ts";

export const describeInstances: Action = (call) => {
  refuseOthers(call, ["InstanceIds", "MaxRecords", "NextToken"]);
  const ids = members(call, "InstanceIds") ?? [];
  return () => {
    const found = call.groups
      .in(call.region)
      .flatMap(({ name, instances }) =>
        instances
          .filter(({ id }) => ids.length === 0 || ids.includes(id))
          .map((instance) => ({ AutoScalingGroupName: name, ...instanceView(instance) })),
      );
    return elements({ AutoScalingInstances: found });
  };
};

export const terminateInstance: Action = (call) => {
  refuseOthers(call, ["InstanceId", "ShouldDecrementDesiredCapacity"]);
  const id = required(call, "InstanceId");
  const decrement = parameter(call, "ShouldDecrementDesiredCapacity") === "true";
  const group = call.groups.in(call.region).find(({ instances }) => instances.some((instance) => instance.id === id));
  const instance = group?.instances.find((candidate) => candidate.id === id);
  if (group === undefined || instance === undefined) {
    throw new AutoScalingError(
      "ValidationError",
      `Instance Id not found - No managed instance found for instance ID: ${id}`,
    );
  }
  const { desiredCapacity, minSize } = group.settings;
  if (decrement && desiredCapacity <= minSize) {
    throw new AutoScalingError(
      "ValidationError",
      `Currently, desiredSize equals minSize (${minSize}). Terminating instance without replacement will violate group's min size constraint.`,
    );
  }
  return () => {
    if (decrement) group.settings = { ...group.settings, desiredCapacity: desiredCapacity - 1 };
    call.groups.terminate(group, instance);
    call.groups.reconcile(group);
    return elements({
      Activity: {
        ActivityId: `terminate-${id}`,
        AutoScalingGroupName: group.name,
        Cause: "a user request",
        StartTime: new Date(),
        StatusCode: "InProgress",
      },
    });
  };
};

export const attachTargetGroups: Action = (call) =>
  changeTargetGroups(call, (there, named) => [...new Set([...there, ...named])]);
export const detachTargetGroups: Action = (call) =>
  changeTargetGroups(call, (there, named) => there.filter((arn) => !named.includes(arn)));

function changeTargetGroups(
  call: Call,
  change: (there: readonly string[], named: readonly string[]) => readonly string[],
) {
  refuseOthers(call, ["AutoScalingGroupName", "TargetGroupARNs"]);
  const group = groupOf(call);
  const named = members(call, "TargetGroupARNs") ?? [];
  return async () => {
    await call.groups.setTargetGroups(group, change(group.targetGroupArns, named));
    return "";
  };
}
