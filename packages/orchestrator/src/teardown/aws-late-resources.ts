import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  ResourceNotFoundException,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DBClusterSnapshotNotFoundFault,
  DeleteDBClusterSnapshotCommand,
  RDSClient,
  paginateDescribeDBClusterSnapshots,
} from "@aws-sdk/client-rds";
import type { LateResources } from "../ports.ts";
import type { ClientSettings } from "./remains.ts";

/** Looks in AWS; without settings, with those of this process. */
export function awsLateResources(settings: ClientSettings = {}): LateResources {
  const rds = (region: string) => new RDSClient({ ...settings, region });
  const logs = (region: string) => new CloudWatchLogsClient({ ...settings, region });
  return {
    // RDS takes the identifier of a cluster that exists only, so all of them are looked at.
    snapshots: (region, cluster) =>
      using(rds(region), async (client) => {
        const found: string[] = [];
        const pages = paginateDescribeDBClusterSnapshots({ client }, { SnapshotType: "manual" });
        for await (const { DBClusterSnapshots = [] } of pages) {
          const own = DBClusterSnapshots.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === cluster);
          found.push(...own.flatMap(({ DBClusterSnapshotIdentifier: id }) => id ?? []));
        }
        return found;
      }),
    logGroups: (region, names) =>
      using(logs(region), async (client) => {
        const isThere = async (name: string): Promise<boolean> => {
          for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name })) {
            if (logGroups.some(({ logGroupName }) => logGroupName === name)) return true;
          }
          return false;
        };
        const there = await Promise.all(names.map(isThere));
        return names.filter((_, index) => there[index] === true);
      }),
    deleteSnapshot: (region, id) =>
      using(rds(region), (client) =>
        unlessGone(
          client.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: id })),
          DBClusterSnapshotNotFoundFault,
        ),
      ),
    deleteLogGroup: (region, name) =>
      using(logs(region), (client) =>
        unlessGone(client.send(new DeleteLogGroupCommand({ logGroupName: name })), ResourceNotFoundException),
      ),
  };
}

/** Closes the client afterwards. */
async function using<C extends { destroy(): void }, T>(client: C, task: (client: C) => Promise<T>): Promise<T> {
  try {
    return await task(client);
  } finally {
    client.destroy();
  }
}

async function unlessGone(
  deletion: Promise<unknown>,
  missing: typeof DBClusterSnapshotNotFoundFault | typeof ResourceNotFoundException,
): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof missing)) throw error;
  }
}
