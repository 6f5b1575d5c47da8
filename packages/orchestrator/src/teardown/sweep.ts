import { logGroupsOf, roles } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { keptTailPrefix } from "@tandem/config/lost-tail";
import type { InventoryLine, LateResources, Leftover } from "../ports.ts";

/** What of an environment outlives its layers. */
interface Late {
  readonly line: InventoryLine;
  /** What deletes it by hand. */
  readonly command: string;
  readonly remove: () => Promise<void>;
}

/** What a sweep has deleted, and what it has left. */
export interface Sweep {
  readonly swept: readonly InventoryLine[];
  readonly left: readonly Leftover[];
}

/**
 * Deletes what no layer of an environment knows, once all of them are gone: the copies of snapshots that failovers have kept,
 * and log groups that a late line of a function or a database has made again. With the retention `keep` all of it stays; so
 * does what AWS refuses to delete, with AWS's words.
 */
export async function sweep(late: LateResources, topology: Topology): Promise<Sweep> {
  const found = [...(await snapshotsOf(late, topology)), ...(await logGroupsThere(late, topology))];
  const swept: InventoryLine[] = [];
  const left: Leftover[] = [];
  for (const { line, command, remove } of found) {
    const reason = topology.retention === "keep" ? 'the retention is "keep"' : await refusalOf(remove());
    if (reason === undefined) swept.push(line);
    else left.push({ ...line, reason, command });
  }
  return { swept, left };
}

/** The snapshots that a sweep would delete: what a failover has lost is in them, and nowhere else. */
export async function snapshotsToSweep(late: LateResources, topology: Topology): Promise<readonly InventoryLine[]> {
  if (topology.retention === "keep") return [];
  return (await snapshotsOf(late, topology)).map(({ line }) => line);
}

async function snapshotsOf(late: LateResources, topology: Topology): Promise<readonly Late[]> {
  const ofRole = async (role: Role): Promise<readonly Late[]> => {
    const { databaseCluster } = topology.names[role];
    if (databaseCluster === undefined) return [];
    const region = topology.regions[role];
    const ids = await late.snapshots(region, databaseCluster);
    return ids
      .filter((id) => id.startsWith(keptTailPrefix(databaseCluster)))
      .map((id) => ({
        line: { type: "rds", region, id: `arn:aws:rds:${region}:${topology.accountId}:cluster-snapshot:${id}` },
        command: `aws rds delete-db-cluster-snapshot --region ${region} --db-cluster-snapshot-identifier ${id}`,
        remove: () => late.deleteSnapshot(region, id),
      }));
  };
  return (await Promise.all(roles.map(ofRole))).flat();
}

async function logGroupsThere(late: LateResources, topology: Topology): Promise<readonly Late[]> {
  const ofRole = async (role: Role): Promise<readonly Late[]> => {
    const region = topology.regions[role];
    const names = await late.logGroups(region, logGroupsOf(topology.names, role));
    return names.map((name) => ({
      line: { type: "logs", region, id: `arn:aws:logs:${region}:${topology.accountId}:log-group:${name}` },
      command: `aws logs delete-log-group --region ${region} --log-group-name ${name}`,
      remove: () => late.deleteLogGroup(region, name),
    }));
  };
  return (await Promise.all(roles.map(ofRole))).flat();
}

/** Why a deletion failed; undefined where it did not. */
async function refusalOf(deletion: Promise<void>): Promise<string | undefined> {
  try {
    await deletion;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
