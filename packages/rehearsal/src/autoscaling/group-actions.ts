import { randomUUID } from "node:crypto";
import { AutoScalingError, groupOf, integer, members, parameter, refuseOthers, required } from "./call.ts";
import type { Action, Call } from "./call.ts";
import type { Group, GroupSettings, TemplateReference } from "./group.ts";
import { tagsIn } from "./tag-actions.ts";
import { groupView } from "./views.ts";
import { elements } from "./xml.ts";

const settable = [
  "AutoScalingGroupName",
  "MinSize",
  "MaxSize",
  "DesiredCapacity",
  "LaunchTemplate",
  "VPCZoneIdentifier",
  "DefaultCooldown",
  "DefaultInstanceWarmup",
  "HealthCheckType",
  "HealthCheckGracePeriod",
  "ServiceLinkedRoleARN",
  "TerminationPolicies",
] as const;

export const createGroup: Action = async (call) => {
  refuseOthers(call, [...settable, "TargetGroupARNs", "Tags"]);
  const name = required(call, "AutoScalingGroupName");
  if (call.groups.find(call.region, name) !== undefined) {
    throw new AutoScalingError(
      "AlreadyExists",
      "AutoScalingGroup by this name already exists - A group with the name already exists",
    );
  }
  for (const parameterName of ["MinSize", "MaxSize", "VPCZoneIdentifier"]) required(call, parameterName);
  if (templateReference(call) === undefined) {
    throw new AutoScalingError(
      "ValidationError",
      "Valid requests must contain either LaunchTemplate or other launch settings",
    );
  }
  const minSize = integer(call, "MinSize") ?? 0;
  const settings = await settingsOf(call, {
    minSize,
    maxSize: 0,
    desiredCapacity: minSize,
    template: { id: "", name: "", version: "" },
    subnetIds: [],
    availabilityZones: [],
    defaultCooldown: 300,
    defaultInstanceWarmup: undefined,
    healthCheckType: "EC2",
    healthCheckGracePeriod: 0,
    serviceLinkedRoleArn: `arn:aws:iam::${call.accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    terminationPolicies: ["Default"],
  });
  const group: Group = {
    name,
    region: call.region,
    arn: `arn:aws:autoscaling:${call.region}:${call.accountId}:autoScalingGroup:${randomUUID()}:autoScalingGroupName/${name}`,
    createdAt: new Date(),
    settings,
    targetGroupArns: members(call, "TargetGroupARNs") ?? [],
    tags: tagsIn(call).map(({ tag }) => tag),
    warmPool: undefined,
    instances: [],
    deleting: false,
    warmPoolDeleting: false,
  };
  return () => {
    call.groups.add(group);
    call.groups.reconcile(group);
    return "";
  };
};

export const updateGroup: Action = async (call) => {
  refuseOthers(call, settable);
  const group = groupOf(call);
  const old = group.settings;
  const minSize = integer(call, "MinSize") ?? old.minSize;
  const maxSize = integer(call, "MaxSize") ?? old.maxSize;
  // Without a desired capacity, the group's own follows its new limits.
  const desiredCapacity = Math.min(Math.max(old.desiredCapacity, minSize), maxSize);
  const settings = await settingsOf(call, { ...old, desiredCapacity });
  return () => {
    group.settings = settings;
    call.groups.reconcile(group);
    return "";
  };
};

export const setDesiredCapacity: Action = (call) => {
  refuseOthers(call, ["AutoScalingGroupName", "DesiredCapacity", "HonorCooldown"]);
  const group = groupOf(call);
  required(call, "DesiredCapacity");
  const desiredCapacity = integer(call, "DesiredCapacity") ?? 0;
  const { minSize, maxSize } = group.settings;
  const limit = desiredCapacity > maxSize ? `above max value ${maxSize}` : `below min value ${minSize}`;
  if (desiredCapacity > maxSize || desiredCapacity < minSize) {
    throw new AutoScalingError(
      "ValidationError",
      `New SetDesiredCapacity value ${desiredCapacity} is ${limit} for the AutoScalingGroup.`,
    );
  }
  return () => {
    group.settings = { ...group.settings, desiredCapacity };
    call.groups.reconcile(group);
    return "";
  };
};

export const deleteGroup: Action = (call) => {
  refuseOthers(call, ["AutoScalingGroupName", "ForceDelete"]);
  const group = groupOf(call);
  if (parameter(call, "ForceDelete") !== "true" && (group.instances.length > 0 || group.warmPool !== undefined)) {
    throw new AutoScalingError(
      "ResourceInUse",
      "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
    );
  }
  return () => {
    group.deleting = true;
    call.groups.reconcile(group);
    return "";
  };
};

export const describeGroups: Action = (call) => {
  refuseOthers(call, ["AutoScalingGroupNames", "MaxRecords", "NextToken"]);
  const names = members(call, "AutoScalingGroupNames") ?? [];
  return () => {
    const found = call.groups.in(call.region).filter(({ name }) => names.length === 0 || names.includes(name));
    return elements({ AutoScalingGroups: found.map(groupView) });
  };
};

function templateReference(call: Call) {
  const id = parameter(call, "LaunchTemplate.LaunchTemplateId");
  const name = parameter(call, "LaunchTemplate.LaunchTemplateName");
  return id === undefined && name === undefined ? undefined : { id, name };
}

/** The settings that a call leads to. @throws AutoScalingError for what contradicts itself or names nothing */
async function settingsOf(call: Call, base: GroupSettings): Promise<GroupSettings> {
  const settings: GroupSettings = {
    minSize: integer(call, "MinSize") ?? base.minSize,
    maxSize: integer(call, "MaxSize") ?? base.maxSize,
    desiredCapacity: integer(call, "DesiredCapacity") ?? base.desiredCapacity,
    template: await templateOf(call, base.template),
    ...(await placesOf(call, base)),
    defaultCooldown: integer(call, "DefaultCooldown") ?? base.defaultCooldown,
    defaultInstanceWarmup: warmupOf(integer(call, "DefaultInstanceWarmup"), base.defaultInstanceWarmup),
    healthCheckType: parameter(call, "HealthCheckType") ?? base.healthCheckType,
    healthCheckGracePeriod: integer(call, "HealthCheckGracePeriod") ?? base.healthCheckGracePeriod,
    serviceLinkedRoleArn: parameter(call, "ServiceLinkedRoleARN") ?? base.serviceLinkedRoleArn,
    terminationPolicies: members(call, "TerminationPolicies") ?? base.terminationPolicies,
  };
  const { minSize, maxSize, desiredCapacity } = settings;
  if (minSize > maxSize) {
    throw new AutoScalingError(
      "ValidationError",
      "Max bound, min bound and desired capacity must be such that min <= max",
    );
  }
  if (desiredCapacity < minSize || desiredCapacity > maxSize) {
    throw new AutoScalingError(
      "ValidationError",
      `Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
    );
  }
  return settings;
}

/** -1 takes the setting away. */
function warmupOf(asked: number | undefined, base: number | undefined): number | undefined {
  return asked === -1 ? undefined : (asked ?? base);
}

/** Checked as AWS does, and kept as it was asked for: `$Latest` is the latest at each launch. */
async function templateOf(call: Call, base: TemplateReference): Promise<TemplateReference> {
  const reference = templateReference(call);
  if (reference === undefined) return base;
  const version = parameter(call, "LaunchTemplate.Version") ?? "$Default";
  const found = await call.ec2.template(call.region, { ...reference, version });
  if (found !== undefined) return { id: found.id, name: found.name, version };
  throw new AutoScalingError(
    "ValidationError",
    `You must use a valid fully-formed launch template. ${reference.id ?? reference.name} has no version ${version}.`,
  );
}

async function placesOf(
  call: Call,
  base: GroupSettings,
): Promise<Pick<GroupSettings, "subnetIds" | "availabilityZones">> {
  const asked = parameter(call, "VPCZoneIdentifier");
  if (asked === undefined) return { subnetIds: base.subnetIds, availabilityZones: base.availabilityZones };
  const subnetIds = asked.split(",");
  const zones = await call.ec2.zones(call.region, subnetIds);
  const missing = subnetIds.filter((_, index) => zones[index] === undefined);
  if (missing.length > 0) {
    throw new AutoScalingError("ValidationError", `The subnet ID '${missing[0]}' does not exist`);
  }
  return { subnetIds, availabilityZones: [...new Set(zones.filter((zone) => zone !== undefined))] };
}
