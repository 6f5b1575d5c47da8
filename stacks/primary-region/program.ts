import { RegionalService, firstPassword, networkProvider, regionalProviders } from "@tandem/components";
import {
  consume,
  foundationContract,
  primaryRegionContract,
  publish,
  published,
  sharedContract,
} from "@tandem/contracts";
import { readPassword } from "./config.ts";

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
    roleArn: published(
      topology.compute.kind === "ec2-asg" ? shared.primaryInstanceRoleArn : shared.primaryProcessorRoleArn,
    ),
    heartbeatRoleArn: shared.primaryHeartbeatRoleArn,
    heartbeatScheduleRoleArn: shared.primaryHeartbeatScheduleRoleArn,
    keyArn: shared.primaryKeyArn,
    healthRoleArn:
      topology.names.primary.healthFunction === undefined ? undefined : published(shared.primaryHealthRoleArn),
    workloadTableName: topology.store === "dynamodb" ? published(foundation.workloadTableName) : undefined,
    controlTableName: foundation.controlTableName,
    sessionsTableName: topology.sessionsTable ? published(foundation.sessionsTableName) : undefined,
    database: topology.database && {
      globalClusterId: published(foundation.globalClusterId),
      secretArn: published(foundation.databaseSecretArns).primary,
      password: firstPassword(topology, readPassword()),
      lagReaderRoleArn: published(shared.primaryLagReaderRoleArn),
      lagReaderScheduleRoleArn: published(shared.primaryLagReaderScheduleRoleArn),
    },
    zoneId: foundation.zoneId,
    certificateArns: foundation.certificateArns,
  });
  return publish(primaryRegionContract, service.outputs());
}
