import {
  AutoScalingRole,
  ControllerRoles,
  HealthRole,
  HeartbeatRoles,
  InstanceRole,
  LagReaderRoles,
  MultiRegionKey,
  PermissionBoundary,
  ProcessorRole,
  RecoveryRole,
  ReplicationRole,
  Route53Alerts,
  regionalProviders,
  route53MetricsProvider,
} from "@tandem/components";
import { topologyOf } from "@tandem/config";
import { publish, sharedContract } from "@tandem/contracts";
import { readConfig } from "./config.ts";

/** Keys, roles and the topology that every other stack reads. */
export async function program() {
  const topology = topologyOf(readConfig());
  const providers = regionalProviders(topology, ["primary", "standby"]);
  const hasInstances = topology.compute.kind === "ec2-asg";
  const after = hasInstances ? [new AutoScalingRole("auto-scaling", { topology, provider: providers.primary })] : [];
  const key = new MultiRegionKey("data-key", { topology, providers, after });
  const boundary = new PermissionBoundary("boundary", { topology, provider: providers.primary });
  const functions = {
    primary: {
      topology,
      role: "primary",
      provider: providers.primary,
      boundaryArn: boundary.policyArn,
      keyArn: key.primaryKeyArn,
    },
    standby: {
      topology,
      role: "standby",
      provider: providers.standby,
      boundaryArn: boundary.policyArn,
      keyArn: key.standbyKeyArn,
    },
  } as const;
  const primaryInstance = hasInstances ? new InstanceRole("primary-instance", functions.primary) : undefined;
  const standbyInstance = hasInstances ? new InstanceRole("standby-instance", functions.standby) : undefined;
  const primaryProcessor = hasInstances ? undefined : new ProcessorRole("primary-processor", functions.primary);
  const standbyProcessor = hasInstances ? undefined : new ProcessorRole("standby-processor", functions.standby);
  const primaryHeartbeat = new HeartbeatRoles("primary-heartbeat", functions.primary);
  const standbyHeartbeat = new HeartbeatRoles("standby-heartbeat", functions.standby);
  const hasHealth = topology.names.primary.healthFunction !== undefined;
  const primaryHealth = hasHealth ? new HealthRole("primary-health", functions.primary) : undefined;
  const standbyHealth = hasHealth ? new HealthRole("standby-health", functions.standby) : undefined;
  const primaryLag = topology.database && new LagReaderRoles("primary-lag", functions.primary);
  const standbyLag = topology.database && new LagReaderRoles("standby-lag", functions.standby);
  const spanning = {
    topology,
    provider: providers.primary,
    boundaryArn: boundary.policyArn,
    keyArns: { primary: key.primaryKeyArn, standby: key.standbyKeyArn },
  };
  const replication = new ReplicationRole("replication", spanning);
  const recovery = new RecoveryRole("recovery", spanning);
  const controller = new ControllerRoles("controller", {
    topology,
    provider: providers.standby,
    boundaryArn: boundary.policyArn,
    keyArns: spanning.keyArns,
  });
  const names = topology.names.route53Metrics;
  const route53Alerts =
    names && new Route53Alerts("route53-alerts", { topology, names, provider: route53MetricsProvider(topology) });
  return publish(sharedContract, {
    topology,
    primaryKeyArn: key.primaryKeyArn,
    standbyKeyArn: key.standbyKeyArn,
    primaryProcessorRoleArn: primaryProcessor?.roleArn,
    standbyProcessorRoleArn: standbyProcessor?.roleArn,
    primaryInstanceRoleArn: primaryInstance?.roleArn,
    standbyInstanceRoleArn: standbyInstance?.roleArn,
    primaryHealthRoleArn: primaryHealth?.roleArn,
    standbyHealthRoleArn: standbyHealth?.roleArn,
    primaryLagReaderRoleArn: primaryLag?.readerRoleArn,
    standbyLagReaderRoleArn: standbyLag?.readerRoleArn,
    primaryLagReaderScheduleRoleArn: primaryLag?.scheduleRoleArn,
    standbyLagReaderScheduleRoleArn: standbyLag?.scheduleRoleArn,
    primaryHeartbeatRoleArn: primaryHeartbeat.writerRoleArn,
    standbyHeartbeatRoleArn: standbyHeartbeat.writerRoleArn,
    primaryHeartbeatScheduleRoleArn: primaryHeartbeat.scheduleRoleArn,
    standbyHeartbeatScheduleRoleArn: standbyHeartbeat.scheduleRoleArn,
    controllerRoleArn: controller.controllerRoleArn,
    controllerScheduleRoleArn: controller.scheduleRoleArn,
    latchRoleArn: controller.latchRoleArn,
    replicationRoleArn: replication.roleArn,
    recoveryRoleArn: recovery.roleArn,
    route53AlertTopicArn: route53Alerts?.topicArn,
  });
}
