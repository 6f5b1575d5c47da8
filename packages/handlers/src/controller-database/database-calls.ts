import {
  CopyDBClusterSnapshotCommand,
  DBClusterSnapshotAlreadyExistsFault,
  DeleteDBClusterSnapshotCommand,
  FailoverGlobalClusterCommand,
  SwitchoverGlobalClusterCommand,
} from "@aws-sdk/client-rds";
import type { RDSClient } from "@aws-sdk/client-rds";
import type { ActPorts } from "../controller/act.ts";
import { otherSide } from "../controller/readings.ts";
import type { Side } from "../controller/readings.ts";
import { arnOf } from "./clusters.ts";

/**
 * Moves the global database's writer, and keeps what it has lost.
 *
 * A failover is asked for in the region that takes over, by the ARN of its cluster and with data loss allowed: without that
 * the same call is a switchover, and fails where the old region is gone. A switchover is asked for in the region of the
 * writer, which waits until everything has arrived (AWS).
 * @param clients Of both regions; they make one attempt, since a call that got no answer is never repeated unread
 */
export function createDatabaseCalls(
  clients: Readonly<Record<Side, RDSClient>>,
): NonNullable<ActPorts["changeDatabase"]> {
  return async (of, change, abortSignal) => {
    const { side } = change;
    const target = { GlobalClusterIdentifier: of.globalClusterId, TargetDbClusterIdentifier: arnOf(of, side) };
    switch (change.kind) {
      case "failover-database": {
        const command = new FailoverGlobalClusterCommand({ ...target, AllowDataLoss: true });
        await clients[side].send(command, { abortSignal });
        return "done";
      }
      case "switchover-database":
        await clients[otherSide(side)].send(new SwitchoverGlobalClusterCommand(target), { abortSignal });
        return "done";
      case "keep-tail": {
        const { snapshot, as } = change;
        const copy = new CopyDBClusterSnapshotCommand({
          SourceDBClusterSnapshotIdentifier: snapshot,
          TargetDBClusterSnapshotIdentifier: as,
          CopyTags: true,
        });
        try {
          await clients[side].send(copy, { abortSignal });
        } catch (error) {
          // How far that one is shows where the snapshots are read.
          if (!(error instanceof DBClusterSnapshotAlreadyExistsFault)) throw error;
        }
        return "done";
      }
      case "drop-tail":
        await clients[side].send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: change.as }), {
          abortSignal,
        });
        return "done";
    }
  };
}
