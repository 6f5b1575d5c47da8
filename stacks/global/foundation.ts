import * as pulumi from "@pulumi/pulumi";
import {
  DomainCertificates,
  FailoverZone,
  GlobalTable,
  ReplicatedBucketPair,
  environmentDatabase,
  firstPassword,
  regionalProviders,
} from "@tandem/components";
import { consume, foundationContract, publish, sharedContract } from "@tandem/contracts";
import { readPassword } from "./config.ts";

/** What spans both regions and must exist first. */
export async function foundation() {
  const { topology, primaryKeyArn, standbyKeyArn, replicationRoleArn } = await consume(sharedContract);
  const providers = regionalProviders(topology, ["primary", "standby"]);
  const provider = providers.primary;
  const zone = new FailoverZone("zone", { topology, provider });
  const { certificateArns } = new DomainCertificates("certificates", { topology, providers, zoneId: zone.zoneId });
  const table = { topology, provider, primaryKeyArn, standbyKeyArn };
  const workload =
    topology.store === "dynamodb" ? new GlobalTable("workload-table", { ...table, table: "workloadTable" }) : undefined;
  const control = new GlobalTable("control-table", { ...table, table: "controlTable" });
  const sessions = topology.sessionsTable
    ? new GlobalTable("sessions-table", { ...table, table: "sessionsTable" })
    : undefined;
  const keyArns = { primary: primaryKeyArn, standby: standbyKeyArn };
  const database = environmentDatabase("database", {
    topology,
    provider,
    keyArns,
    password: firstPassword(topology, readPassword()),
  });
  new ReplicatedBucketPair("documents", {
    topology,
    providers,
    keyArns,
    replicationRoleArn,
  });
  return publish(foundationContract, {
    zoneId: zone.zoneId,
    zoneNameServers: zone.nameServers,
    workloadTableName: workload?.tableName,
    workloadTableArn: workload?.tableArn,
    controlTableName: control.tableName,
    controlTableArn: control.tableArn,
    sessionsTableName: sessions?.tableName,
    sessionsTableArn: sessions?.tableArn,
    globalClusterId: database?.globalClusterId,
    databaseSecretArns: database && pulumi.output(database.secretArns),
    certificateArns,
  });
}
