import { RegionalService, networkProvider, regionalProviders } from "@tandem/components";
import {
  consume,
  foundationContract,
  primaryRegionContract,
  publish,
  published,
  sharedContract,
} from "@tandem/contracts";

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
    awsxProvider: networkProvider(topology),
    roleArn: published(shared.primaryProcessorRoleArn),
    heartbeatRoleArn: shared.primaryHeartbeatRoleArn,
    heartbeatScheduleRoleArn: shared.primaryHeartbeatScheduleRoleArn,
    keyArn: shared.primaryKeyArn,
    workloadTableName: published(foundation.workloadTableName),
    controlTableName: foundation.controlTableName,
    zoneId: foundation.zoneId,
    certificateArns: foundation.certificateArns,
  });
  return publish(primaryRegionContract, service.outputs());
}
