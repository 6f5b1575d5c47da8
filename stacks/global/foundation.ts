import {
  DomainCertificates,
  FailoverZone,
  GlobalTable,
  ReplicatedBucketPair,
  regionalProviders,
} from "@tandem/components";
import { consume, foundationContract, publish, sharedContract } from "@tandem/contracts";

/** What spans both regions and must exist first. */
export async function foundation() {
  const { topology, primaryKeyArn, standbyKeyArn, replicationRoleArn } = await consume(sharedContract);
  const providers = regionalProviders(topology, ["primary", "standby"]);
  const provider = providers.primary;
  const zone = new FailoverZone("zone", { topology, provider });
  const { certificateArns } = new DomainCertificates("certificates", { topology, providers, zoneId: zone.zoneId });
  const table = { topology, provider, primaryKeyArn, standbyKeyArn };
  const workload = new GlobalTable("workload-table", { ...table, table: "workloadTable" });
  const control = new GlobalTable("control-table", { ...table, table: "controlTable" });
  new ReplicatedBucketPair("documents", {
    topology,
    providers,
    keyArns: { primary: primaryKeyArn, standby: standbyKeyArn },
    replicationRoleArn,
  });
  return publish(foundationContract, {
    zoneId: zone.zoneId,
    zoneNameServers: zone.nameServers,
    workloadTableName: workload.tableName,
    workloadTableArn: workload.tableArn,
    controlTableName: control.tableName,
    controlTableArn: control.tableArn,
    certificateArns,
  });
}
