import { RegionalService, regionalProviders } from "@tandem/components";
import { consume, foundationContract, primaryRegionContract, publish, sharedContract } from "@tandem/contracts";

/** The primary region's service. */
export async function program() {
  const shared = await consume(sharedContract);
  const { topology } = shared;
  const foundation = await consume(foundationContract, topology);
  const providers = regionalProviders(topology, ["primary"]);
  const service = new RegionalService("service", {
    topology,
    role: "primary",
    provider: providers.primary,
    roleArn: shared.primaryProcessorRoleArn,
    heartbeatRoleArn: shared.primaryHeartbeatRoleArn,
    heartbeatScheduleRoleArn: shared.primaryHeartbeatScheduleRoleArn,
    keyArn: shared.primaryKeyArn,
    workloadTableName: foundation.workloadTableName,
    controlTableName: foundation.controlTableName,
    certificateArns: foundation.certificateArns,
  });
  return publish(primaryRegionContract, service.outputs());
}
