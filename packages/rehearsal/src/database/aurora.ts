import { DescribeDBClustersCommand, DescribeGlobalClustersCommand, RDSClient } from "@aws-sdk/client-rds";
import type { GlobalCluster } from "@aws-sdk/client-rds";
import { rehearsalCredentials } from "../sandbox/environment.ts";

/** A cluster of a global database, as the emulator holds it. */
export interface AuroraMember {
  readonly arn: string;
  readonly region: string;
  readonly cluster: string;
  readonly isWriter: boolean;
  readonly engineVersion: string;
  /** Identifiers of its instances; a cluster without any has storage alone. */
  readonly instances: readonly string[];
}

/** A global database, as the emulator holds it. */
export interface AuroraGlobal {
  /** Stays the same when the identifier changes. */
  readonly resourceId: string;
  readonly id: string;
  readonly members: readonly AuroraMember[];
}

/** Calls RDS past the gate, as the emulator's administrator. */
export class Rds {
  readonly #emulator: string;
  readonly #clients = new Map<string, RDSClient>();

  /** @param emulator `http://127.0.0.1:<port>` */
  constructor(emulator: string) {
    this.#emulator = emulator;
  }

  in(region: string): RDSClient {
    const client =
      this.#clients.get(region) ??
      new RDSClient({ region, endpoint: this.#emulator, credentials: rehearsalCredentials });
    this.#clients.set(region, client);
    return client;
  }
}

/** Every global database of Aurora PostgreSQL with its members. */
export async function readAurora(rds: Rds): Promise<readonly AuroraGlobal[]> {
  // They are in no region: any one knows of all.
  const { GlobalClusters = [] } = await rds.in("us-east-1").send(new DescribeGlobalClustersCommand());
  const known = GlobalClusters.filter(({ Engine }) => Engine === "aurora-postgresql");
  return Promise.all(known.map((global) => readGlobal(rds, global)));
}

async function readGlobal(rds: Rds, global: GlobalCluster): Promise<AuroraGlobal> {
  const { GlobalClusterResourceId = "", GlobalClusterIdentifier = "", GlobalClusterMembers = [] } = global;
  const members = await Promise.all(
    GlobalClusterMembers.map(async ({ DBClusterArn: arn = "", IsWriter }): Promise<AuroraMember[]> => {
      // arn:aws:rds:<region>:<account>:cluster:<cluster>
      const [, , , region = "", , , cluster = ""] = arn.split(":");
      const asked = new DescribeDBClustersCommand({ DBClusterIdentifier: cluster });
      const { DBClusters: [found] = [] } = await rds.in(region).send(asked);
      if (found === undefined) return [];
      const instances = (found.DBClusterMembers ?? []).flatMap(({ DBInstanceIdentifier: id }) => id ?? []);
      const { EngineVersion: engineVersion = "" } = found;
      return [{ arn, region, cluster, isWriter: IsWriter === true, engineVersion, instances }];
    }),
  );
  return { resourceId: GlobalClusterResourceId, id: GlobalClusterIdentifier, members: members.flat() };
}
