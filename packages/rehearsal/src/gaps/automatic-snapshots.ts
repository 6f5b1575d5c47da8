import { DeleteDBClusterSnapshotCommand, DescribeDBClusterSnapshotsCommand, RDSClient } from "@aws-sdk/client-rds";
import type { ClientConfig } from "../plugin/entry.ts";
import type { ServiceRequest } from "./service-requests.ts";

/** What the names of snapshots begin with that RDS takes by itself (AWS). */
const automatic = "rds:";

/**
 * Deletes the snapshots that RDS has taken by itself of a cluster that has been deleted, which MiniStack 1.5.33 keeps.
 * @param emulator where the region's snapshots are
 */
export async function removeAutomaticSnapshots({ body }: ServiceRequest, emulator: ClientConfig): Promise<void> {
  const form = new URLSearchParams(body.toString());
  if (form.get("DeleteAutomatedBackups") === "false") return;
  const rds = new RDSClient(emulator);
  const DBClusterIdentifier = form.get("DBClusterIdentifier") ?? "";
  const { DBClusterSnapshots = [] } = await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier }));
  for (const { DBClusterSnapshotIdentifier } of DBClusterSnapshots) {
    if (DBClusterSnapshotIdentifier?.startsWith(automatic) !== true) continue;
    await rds.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier }));
  }
}
