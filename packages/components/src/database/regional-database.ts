import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { engineFamily } from "@tandem/config";
import type { RegionalNames, Role, Service, Topology } from "@tandem/config";
import type { DatabaseEnvironment } from "@tandem/handlers";
import { fullName } from "../names.ts";
import { DatabaseAccess } from "../network/database-access.ts";
import { present, regionalName } from "../parts.ts";
import { DatabaseMember } from "./database-member.ts";
import { databasePort, databaseUser } from "./engine.ts";
import type { Named } from "./engine.ts";

export interface RegionalDatabaseArgs {
  readonly topology: Topology;
  /** Whose region it is in. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly vpcId: pulumi.Input<string>;
  /** Private ones, in two zones at least. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Security groups of those that reach it, each by a word for it. */
  readonly clients: Readonly<Record<string, pulumi.Input<string>>>;
  readonly globalClusterId: pulumi.Input<string>;
  /** The region's secret with the database's user. */
  readonly secretArn: pulumi.Input<string>;
  /** The user's first one, where the cluster is the one that is made first. @default the cluster joins another */
  readonly password?: pulumi.Input<string> | undefined;
  /** The region's own key. */
  readonly keyArn: pulumi.Input<string>;
  /** The region's alert topic. */
  readonly topicArn: pulumi.Input<string>;
}

/** What a function or an instance is told of its region's database, but where it finds who signs for it. */
export type DatabaseVariables = {
  readonly [Name in Exclude<keyof DatabaseEnvironment, "DATABASE_CA_FILE">]: pulumi.Input<string>;
};

/**
 * One region's part of the environment's database: who may reach it, and the cluster with its instances.
 *
 * ```ts
 * new RegionalDatabase("database", {
 *   topology, role: "standby", provider, vpcId, subnetIds, clients: { functions }, globalClusterId, secretArn, keyArn, topicArn,
 * });
 * ```
 *
 * Costs what {@link DatabaseMember} does.
 * @stateful
 */
export class RegionalDatabase extends pulumi.ComponentResource {
  public readonly variables: DatabaseVariables;
  public readonly nodes: { readonly access: DatabaseAccess; readonly member: DatabaseMember };

  constructor(name: string, args: RegionalDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:database:RegionalDatabase", name, {}, opts);
    const { topology, role, provider, keyArn, topicArn, password } = args;
    const database = present(topology.database, topology.profile, "database");
    const access = new DatabaseAccess(`${name}-access`, args, { parent: this });
    const member = new DatabaseMember(
      `${name}-member`,
      {
        topology,
        role,
        provider,
        names: memberNames(topology, role),
        globalClusterId: args.globalClusterId,
        ...(password === undefined ? {} : { first: { databaseName: database.name, username: databaseUser, password } }),
        engineVersion: database.engineVersion,
        parameterGroupFamily: engineFamily(database.engineVersion),
        instanceClass: database.instanceClass,
        instanceCount: database.instances[role],
        backupRetentionDays: database.backupRetentionDays,
        subnetIds: args.subnetIds,
        securityGroupIds: [access.securityGroupId],
        keyArn,
        topicArn,
      },
      { parent: this },
    );
    this.nodes = { access, member };
    this.variables = {
      DATABASE_WRITER_HOST: member.writerEndpoint,
      DATABASE_READER_HOST: member.readerEndpoint,
      DATABASE_PORT: String(databasePort),
      DATABASE_NAME: database.name,
      DATABASE_SECRET_ARN: args.secretArn,
    };
    this.registerOutputs({ writerEndpoint: member.writerEndpoint, readerEndpoint: member.readerEndpoint });
  }
}

/** The names of a member's resources. Its events are called after its cluster. */
function memberNames(topology: Topology, role: Role) {
  const named = (part: keyof RegionalNames & Service): Named => ({
    name: regionalName(topology, role, part),
    fullName: fullName(topology, part, role),
  });
  return {
    cluster: named("databaseCluster"),
    instance: named("databaseInstance"),
    subnetGroup: named("databaseSubnetGroup"),
    clusterParameterGroup: named("clusterParameterGroup"),
    instanceParameterGroup: named("instanceParameterGroup"),
    eventSubscription: named("databaseCluster"),
  };
}
