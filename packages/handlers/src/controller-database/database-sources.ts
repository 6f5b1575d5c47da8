import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeGlobalClustersCommand,
} from "@aws-sdk/client-rds";
import type { DBClusterSnapshot, GlobalCluster, RDSClient } from "@aws-sdk/client-rds";
import type { DatabaseTargets } from "@tandem/config/control";
import { keptTailName, lostTailPrefix } from "@tandem/config/lost-tail";
import type { DatabaseSources } from "../controller/observe.ts";
import type { DatabaseRoles, LostTailValue, Side } from "../controller/readings.ts";
import { identifierOf, sideOf } from "./clusters.ts";

/** What RDS says of an instance that does not run, not yet or no more (AWS). With any other it does, while it is changed too. */
const notRunning =
  /^(?:creating|starting|stopping|stopped|delete-precheck|deleting|failed|restore-error|insufficient-capacity|incompatible-.+|inaccessible-.+)$/;

/** Reads the global database by RDS in both regions. */
export function createDatabaseSources(
  clients: Readonly<Record<Side, RDSClient>>,
): Pick<DatabaseSources, "roles" | "cluster" | "lostTail"> {
  return {
    roles: async (of, abortSignal) => {
      const describe = new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: of.globalClusterId });
      const { GlobalClusters = [] } = await clients.standby.send(describe, { abortSignal });
      const found = GlobalClusters.find(
        ({ GlobalClusterIdentifier }) => GlobalClusterIdentifier === of.globalClusterId,
      );
      if (found === undefined) throw new Error(`there is no global cluster ${of.globalClusterId}`);
      return rolesOf(of, found);
    },
    cluster: async (of, side, abortSignal) => {
      const id = identifierOf(of, side);
      const client = clients[side];
      const [{ DBClusters = [] }, { DBInstances = [] }] = await Promise.all([
        client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: id }), { abortSignal }),
        client.send(new DescribeDBInstancesCommand({ Filters: [{ Name: "db-cluster-id", Values: [id] }] }), {
          abortSignal,
        }),
      ]);
      const [cluster] = DBClusters;
      if (cluster?.EngineVersion === undefined) throw new Error(`the cluster ${id} tells no engine version`);
      const running = DBInstances.filter(
        ({ DBClusterIdentifier, DBInstanceStatus = "creating" }) =>
          DBClusterIdentifier === id && !notRunning.test(DBInstanceStatus),
      );
      return { engineVersion: cluster.EngineVersion, instances: running.length };
    },
    lostTail: async (of, { side, since }, abortSignal) => {
      const id = identifierOf(of, side);
      const describe = new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier: id });
      const { DBClusterSnapshots = [] } = await clients[side].send(describe, { abortSignal });
      return lostTailOf(id, DBClusterSnapshots, since);
    },
  };
}

/** @throws Error where it cannot be told who the writer is */
function rolesOf(
  of: DatabaseTargets,
  { GlobalClusterMembers = [], FailoverState, Status = "", EngineVersion }: GlobalCluster,
): DatabaseRoles {
  const writers = GlobalClusterMembers.filter(({ IsWriter }) => IsWriter === true);
  const [writer, ...more] = writers.map(({ DBClusterArn = "" }) => sideOf(of, DBClusterArn));
  if (more.length > 0) throw new Error(`${of.globalClusterId} tells of ${writers.length} writers`);
  if (EngineVersion === undefined) throw new Error(`${of.globalClusterId} tells no engine version`);
  const isMoving = FailoverState?.Status !== undefined;
  // Between two states RDS may name the one without the other.
  if (!isMoving && /^(?:failing|switching)-over$/.test(Status)) {
    throw new Error(`${of.globalClusterId} is ${Status}, and does not tell to whom`);
  }
  return {
    writer: writer ?? "none",
    movingTo: isMoving ? sideOf(of, FailoverState?.ToDbClusterArn ?? "") : undefined,
    engineVersion: EngineVersion,
  };
}

/** The newest snapshot of a tail since then that can be copied, and how far its copy is. */
function lostTailOf(cluster: string, snapshots: readonly DBClusterSnapshot[], since: number): LostTailValue | "none" {
  const timeOf = ({ SnapshotCreateTime }: DBClusterSnapshot) => SnapshotCreateTime?.getTime() ?? 0;
  const [newest] = snapshots
    .filter(({ DBClusterSnapshotIdentifier: id }) => id?.startsWith(lostTailPrefix) === true)
    .filter((snapshot) => snapshot.Status === "available" && timeOf(snapshot) >= since)
    .toSorted((one, other) => timeOf(other) - timeOf(one));
  const snapshot = newest?.DBClusterSnapshotIdentifier;
  if (newest === undefined || snapshot === undefined) return "none";
  const as = keptTailName(cluster, new Date(timeOf(newest)));
  const copy = snapshots.find(({ DBClusterSnapshotIdentifier }) => DBClusterSnapshotIdentifier === as);
  return { snapshot, as, copy: copyOf(copy?.Status) };
}

function copyOf(status: string | undefined): LostTailValue["copy"] {
  if (status === undefined) return "none";
  return status === "available" || status === "failed" ? status : "under-way";
}
