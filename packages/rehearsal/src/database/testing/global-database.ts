import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  CreateGlobalClusterCommand,
  DescribeGlobalClustersCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import type { GlobalCluster } from "@aws-sdk/client-rds";
import { rehearsalCredentials } from "../../sandbox/environment.ts";

export const master = { user: "ledger_admin", password: "a-secret-of-nobody", database: "ledger" } as const;

/** A global database of two members, `<name>-<region>`, each with an instance. */
export interface TestGlobal {
  readonly writerHost: Readonly<Record<string, string>>;
  readonly readerHost: Readonly<Record<string, string>>;
  readonly arn: Readonly<Record<string, string>>;
  rds(region: string): RDSClient;
  describe(region: string): Promise<GlobalCluster>;
}

export async function createGlobal(endpoint: string, name: string, regions: readonly string[]): Promise<TestGlobal> {
  const rds = (region: string) =>
    new RDSClient({ endpoint, region, credentials: rehearsalCredentials, maxAttempts: 1 });
  const engine = { Engine: "aurora-postgresql", EngineVersion: "17.5" } as const;
  const [home = ""] = regions;
  await rds(home).send(new CreateGlobalClusterCommand({ GlobalClusterIdentifier: name, ...engine }));
  const made: Record<string, { writer: string; reader: string; arn: string }> = {};
  for (const region of regions) {
    const first = { MasterUsername: master.user, MasterUserPassword: master.password, DatabaseName: master.database };
    const { DBCluster } = await rds(region).send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: `${name}-${region}`,
        GlobalClusterIdentifier: name,
        ...engine,
        ...(region === home ? first : {}),
      }),
    );
    const { Endpoint: writer = "", ReaderEndpoint: reader = "", DBClusterArn: arn = "" } = DBCluster ?? {};
    made[region] = { writer, reader, arn };
    await createInstance(rds(region), name, region);
  }
  const each = (key: "writer" | "reader" | "arn") =>
    Object.fromEntries(Object.entries(made).map(([region, cluster]) => [region, cluster[key]]));
  return {
    writerHost: each("writer"),
    readerHost: each("reader"),
    arn: each("arn"),
    rds,
    async describe(region) {
      const asked = new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: name });
      const { GlobalClusters: [found] = [] } = await rds(region).send(asked);
      if (found === undefined) throw new Error(`there is no global cluster ${name}`);
      return found;
    },
  };
}

export async function createInstance(rds: RDSClient, name: string, region: string): Promise<void> {
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: `${name}-${region}-1`,
      DBClusterIdentifier: `${name}-${region}`,
      Engine: "aurora-postgresql",
      DBInstanceClass: "db.r6g.large",
    }),
  );
}

/** Which member writes, and in which state the move is: `us-east-1: available`. */
export function rolesOf({ GlobalClusterMembers = [], Status, FailoverState }: GlobalCluster): string {
  const writers = GlobalClusterMembers.filter(({ IsWriter }) => IsWriter === true);
  const resyncing = GlobalClusterMembers.filter(({ SynchronizationStatus: status }) => status === "pending-resync");
  const regionsOf = (members: typeof writers) => members.map(({ DBClusterArn }) => DBClusterArn?.split(":")[3]).join();
  return [
    `${regionsOf(writers)}: ${Status}`,
    ...(FailoverState === undefined ? [] : [FailoverState.Status]),
    ...(resyncing.length === 0 ? [] : [`resyncing ${regionsOf(resyncing)}`]),
  ].join(", ");
}
