import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import type { FunctionDatabase } from "../database/function-database.ts";
import { RegionalDatabase } from "../database/regional-database.ts";
import { LagReader } from "../failover/lag-reader.ts";
import type { RegionalNetwork } from "../network/regional-network.ts";
import { present } from "../parts.ts";
import { HealthFunction } from "./health-function.ts";
import { ledgerBundle, ledgerEnvironment } from "./ledger-environment.ts";
import type { LedgerStores } from "./ledger-environment.ts";

/** What the stacks above have made for a region's database. */
export interface RegionalDatabaseSource {
  readonly globalClusterId: pulumi.Input<string>;
  /** The region's secret with the database's user. */
  readonly secretArn: pulumi.Input<string>;
  /** The user's first one, where the region's cluster is made first. @default it joins another */
  readonly password?: pulumi.Input<string> | undefined;
  /** The lag reader's role, and the one that it is started with. */
  readonly lagReaderRoleArn: pulumi.Input<string>;
  readonly lagReaderScheduleRoleArn: pulumi.Input<string>;
}

interface Place {
  readonly topology: Topology;
  readonly role: Role;
  readonly provider: aws.Provider;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

type Parent = { readonly parent: pulumi.Resource };

/** A region's database, and how its functions reach it. */
export interface ServedDatabase extends FunctionDatabase {
  readonly database: RegionalDatabase;
}

/** The region's database, where the profile has one. */
export function databaseFor(
  name: string,
  args: Place & {
    readonly database?: RegionalDatabaseSource | undefined;
    readonly topicArn: pulumi.Input<string>;
    /** The security group of instances that reach it beside functions. @default there are none */
    readonly instancesGroupId: pulumi.Input<string> | undefined;
  },
  network: RegionalNetwork | undefined,
  parent: Parent,
): ServedDatabase | undefined {
  const { topology, role, provider, keyArn, topicArn } = args;
  if (topology.database === undefined) return undefined;
  const { vpcId, privateSubnetIds: subnetIds, functions } = present(network, topology.profile, "network");
  const access = present(functions, topology.profile, "private subnets");
  const { globalClusterId, secretArn, password } = present(args.database, topology.profile, "database");
  const database = new RegionalDatabase(
    `${name}-database`,
    {
      topology,
      role,
      provider,
      vpcId,
      subnetIds,
      clients: {
        functions: access.securityGroupId,
        ...(args.instancesGroupId === undefined ? {} : { instances: args.instancesGroupId }),
      },
      globalClusterId,
      secretArn,
      password,
      keyArn,
      topicArn,
    },
    parent,
  );
  return { database, variables: database.variables, access };
}

/** What tells how far the region's database is behind, where it has one. */
export function lagReaderFor(
  name: string,
  args: Place & {
    readonly controlTableName: pulumi.Input<string>;
    readonly database?: RegionalDatabaseSource | undefined;
  },
  served: ServedDatabase | undefined,
  parent: Parent,
): LagReader | undefined {
  if (served === undefined) return undefined;
  const { topology } = args;
  const { lagReaderRoleArn, lagReaderScheduleRoleArn } = present(args.database, topology.profile, "database");
  return new LagReader(
    `${name}-lag`,
    { ...args, roleArn: lagReaderRoleArn, scheduleRoleArn: lagReaderScheduleRoleArn, database: served },
    parent,
  );
}

/** What tells of the region's health past its load balancer, where the profile has such functions. */
export function healthFor(
  name: string,
  args: Place & { readonly healthRoleArn?: pulumi.Input<string> | undefined },
  stores: LedgerStores,
  served: ServedDatabase | undefined,
  parent: Parent,
): HealthFunction | undefined {
  const { topology } = args;
  if (topology.compute.kind !== "lambda-alb" || !topology.compute.functionUrls) return undefined;
  const roleArn = present(args.healthRoleArn, topology.profile, "role of the health function");
  const variables = ledgerEnvironment({ ...args, ...stores, service: "healthFunction", serves: "health" });
  return new HealthFunction(
    `${name}-health`,
    { ...args, roleArn, code: ledgerBundle(topology), variables: { ...variables }, access: served?.access },
    parent,
  );
}
