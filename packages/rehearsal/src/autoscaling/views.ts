import { isLeaving, isWarm } from "./group.ts";
import type { Group, GroupTag, Instance } from "./group.ts";

/** A group as DescribeAutoScalingGroups gives it. */
export function groupView(group: Group) {
  const { settings } = group;
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    LaunchTemplate: templateView(settings.template),
    MinSize: settings.minSize,
    MaxSize: settings.maxSize,
    DesiredCapacity: settings.desiredCapacity,
    DefaultCooldown: settings.defaultCooldown,
    DefaultInstanceWarmup: settings.defaultInstanceWarmup,
    AvailabilityZones: settings.availabilityZones,
    LoadBalancerNames: [],
    TargetGroupARNs: group.targetGroupArns,
    HealthCheckType: settings.healthCheckType,
    HealthCheckGracePeriod: settings.healthCheckGracePeriod,
    Instances: group.instances.filter((instance) => !isWarm(instance)).map(instanceView),
    CreatedTime: group.createdAt,
    SuspendedProcesses: [],
    VPCZoneIdentifier: settings.subnetIds.join(","),
    EnabledMetrics: [],
    Status: group.deleting ? "Delete in progress" : undefined,
    Tags: group.tags.map((tag) => tagView(group.name, tag)),
    TerminationPolicies: settings.terminationPolicies,
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN: settings.serviceLinkedRoleArn,
    WarmPoolConfiguration: warmPoolView(group),
    WarmPoolSize: group.warmPool === undefined ? undefined : group.instances.filter(isWarm).length,
  };
}

export function tagView(groupName: string, { key, value, propagateAtLaunch }: GroupTag) {
  return {
    ResourceId: groupName,
    ResourceType: "auto-scaling-group",
    Key: key,
    Value: value,
    PropagateAtLaunch: propagateAtLaunch,
  };
}

export function instanceView(instance: Instance) {
  return {
    InstanceId: instance.id,
    AvailabilityZone: instance.availabilityZone,
    LifecycleState: instance.state,
    HealthStatus: isLeaving(instance) ? "Unhealthy" : "Healthy",
    LaunchTemplate: templateView(instance.template),
    ProtectedFromScaleIn: false,
  };
}

/** Undefined of a group without one. */
export function warmPoolView({ warmPool, warmPoolDeleting }: Group) {
  if (warmPool === undefined) return undefined;
  return {
    MaxGroupPreparedCapacity: warmPool.maxGroupPreparedCapacity,
    MinSize: warmPool.minSize,
    PoolState: warmPool.poolState,
    Status: warmPoolDeleting ? "PendingDelete" : undefined,
    InstanceReusePolicy: { ReuseOnScaleIn: warmPool.reuseOnScaleIn },
  };
}

function templateView({ id, name, version }: Instance["template"]) {
  return { LaunchTemplateId: id, LaunchTemplateName: name, Version: version };
}
