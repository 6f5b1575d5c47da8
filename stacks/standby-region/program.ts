import * as pulumi from "@pulumi/pulumi";
import { RegionalService, StandbyControl, networkProvider, regionalProviders } from "@tandem/components";
import type { Topology } from "@tandem/config";
import {
  consume,
  foundationContract,
  primaryRegionContract,
  standbyRegionContract,
  publish,
  published,
  sharedContract,
} from "@tandem/contracts";

/** The standby region's service, and what decides on a failover: it lives here, since this is the region that remains. */
export async function program() {
  const shared = await consume(sharedContract);
  const { topology } = shared;
  const foundation = await consume(foundationContract, topology);
  const writerArn = await firstClusterArn(topology);
  const providers = regionalProviders(topology, ["standby"]);
  const workloadTableName = topology.store === "dynamodb" ? published(foundation.workloadTableName) : undefined;
  const sessionsTableName = topology.sessionsTable ? published(foundation.sessionsTableName) : undefined;
  // First: while the rest is made, Route 53's checkers begin to ask the latch, which the gate waits for.
  const control = new StandbyControl("control", {
    topology,
    provider: providers.standby,
    controllerRoleArn: shared.controllerRoleArn,
    controllerScheduleRoleArn: shared.controllerScheduleRoleArn,
    latchRoleArn: shared.latchRoleArn,
    keyArn: shared.standbyKeyArn,
    // A region's last word goes the way of what clients write.
    markerTableName: workloadTableName ?? sessionsTableName ?? foundation.controlTableName,
    controlTableName: foundation.controlTableName,
  });
  const service = new RegionalService("service", {
    topology,
    role: "standby",
    provider: providers.standby,
    awsxProvider: networkProvider(topology),
    roleArn: published(
      topology.compute.kind === "ec2-asg" ? shared.standbyInstanceRoleArn : shared.standbyProcessorRoleArn,
    ),
    healthRoleArn:
      topology.names.standby.healthFunction === undefined ? undefined : published(shared.standbyHealthRoleArn),
    heartbeatRoleArn: shared.standbyHeartbeatRoleArn,
    heartbeatScheduleRoleArn: shared.standbyHeartbeatScheduleRoleArn,
    keyArn: shared.standbyKeyArn,
    workloadTableName,
    controlTableName: foundation.controlTableName,
    sessionsTableName,
    database: writerArn && {
      // A cluster joins once there is one to follow.
      globalClusterId: pulumi.all([published(foundation.globalClusterId), writerArn]).apply(([id]) => id),
      secretArn: published(foundation.databaseSecretArns).standby,
      lagReaderRoleArn: published(shared.standbyLagReaderRoleArn),
      lagReaderScheduleRoleArn: published(shared.standbyLagReaderScheduleRoleArn),
    },
    zoneId: foundation.zoneId,
    certificateArns: foundation.certificateArns,
  });
  return publish(standbyRegionContract, { ...service.outputs(), ...control.outputs() });
}

/** The cluster that is made first, where the profile has a database: nothing else is read of the primary's stack. */
async function firstClusterArn(topology: Topology) {
  if (topology.database === undefined) return undefined;
  const primary = await consume(primaryRegionContract, topology);
  return published(primary.databaseClusterArn);
}
