import { FailoverZone, GlobalTable, regionalProviders } from "@tandem/components";
import { consume, foundationContract, publish, sharedContract } from "@tandem/contracts";

/** What spans both regions and must exist first. */
export async function foundation() {
  const { topology, primaryKeyArn, standbyKeyArn } = await consume(sharedContract);
  const { primary: provider } = regionalProviders(topology, ["primary"]);
  const zone = new FailoverZone("zone", { topology, provider });
  const table = { topology, provider, primaryKeyArn, standbyKeyArn };
  const workload = new GlobalTable("workload-table", { ...table, table: "workloadTable" });
  const control = new GlobalTable("control-table", { ...table, table: "controlTable" });
  return publish(foundationContract, {
    zoneId: zone.zoneId,
    zoneNameServers: zone.nameServers,
    workloadTableName: workload.tableName,
    workloadTableArn: workload.tableArn,
    controlTableName: control.tableName,
    controlTableArn: control.tableArn,
  });
}
