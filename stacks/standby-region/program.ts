import { RegionalService, regionalProviders } from "@tandem/components";
import { consume, foundationContract, standbyRegionContract, publish, sharedContract } from "@tandem/contracts";

/** The standby region's service. */
export async function program() {
  const shared = await consume(sharedContract);
  const { topology } = shared;
  const foundation = await consume(foundationContract, topology);
  const providers = regionalProviders(topology, ["standby"]);
  const service = new RegionalService("service", {
    topology,
    role: "standby",
    provider: providers.standby,
    roleArn: shared.standbyProcessorRoleArn,
    heartbeatRoleArn: shared.standbyHeartbeatRoleArn,
    heartbeatScheduleRoleArn: shared.standbyHeartbeatScheduleRoleArn,
    keyArn: shared.standbyKeyArn,
    workloadTableName: foundation.workloadTableName,
    controlTableName: foundation.controlTableName,
    certificateArns: foundation.certificateArns,
  });
  return publish(standbyRegionContract, service.outputs());
}
