import { RegionalService, StandbyControl, networkProvider, regionalProviders } from "@tandem/components";
import {
  consume,
  foundationContract,
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
  const providers = regionalProviders(topology, ["standby"]);
  // First: while the rest is made, Route 53's checkers begin to ask the latch, which the gate waits for.
  const control = new StandbyControl("control", {
    topology,
    provider: providers.standby,
    controllerRoleArn: shared.controllerRoleArn,
    controllerScheduleRoleArn: shared.controllerScheduleRoleArn,
    latchRoleArn: shared.latchRoleArn,
    keyArn: shared.standbyKeyArn,
    workloadTableName: published(foundation.workloadTableName),
    controlTableName: foundation.controlTableName,
  });
  const service = new RegionalService("service", {
    topology,
    role: "standby",
    provider: providers.standby,
    awsxProvider: networkProvider(topology),
    roleArn: published(shared.standbyProcessorRoleArn),
    heartbeatRoleArn: shared.standbyHeartbeatRoleArn,
    heartbeatScheduleRoleArn: shared.standbyHeartbeatScheduleRoleArn,
    keyArn: shared.standbyKeyArn,
    workloadTableName: published(foundation.workloadTableName),
    controlTableName: foundation.controlTableName,
    zoneId: foundation.zoneId,
    certificateArns: foundation.certificateArns,
  });
  return publish(standbyRegionContract, { ...service.outputs(), ...control.outputs() });
}
