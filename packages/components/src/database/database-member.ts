import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { databaseLogGroup, ownedPropertiesOf } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { retentionOptions } from "../retention.ts";
import { databaseEngine, databasePort } from "./engine.ts";
import type { Named } from "./engine.ts";
import { createParameterGroups } from "./parameter-groups.ts";
import type { ParameterGroups } from "./parameter-groups.ts";

/** The names of a member's resources. */
export interface DatabaseMemberNames {
  readonly cluster: Named;
  /** Each instance adds its number, from 1 on: `<name>-1`. */
  readonly instance: Named;
  readonly subnetGroup: Named;
  readonly clusterParameterGroup: Named;
  readonly instanceParameterGroup: Named;
  readonly eventSubscription: Named;
}

/** What only the cluster that is made first says; a secondary has its writer's. */
export interface FirstMember {
  readonly databaseName: string;
  readonly username: string;
  /** Ignored after creation, like the secret's. */
  readonly password: pulumi.Input<string>;
  /**
   * Keeps commits waiting while every secondary lags by more, `rds.global_db_rpo`: 20 seconds or more. With one secondary its
   * loss then stops writes.
   * @default commits never wait
   */
  readonly globalRpoSeconds?: number;
}

export interface DatabaseMemberArgs {
  readonly topology: Pick<Topology, "logRetentionDays" | "regions" | "retention" | "tags">;
  /** Whose region it is in. It says who is made first, never who writes. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly names: DatabaseMemberNames;
  readonly globalClusterId: pulumi.Input<string>;
  /** @default a secondary's: the primary must give it */
  readonly first?: FirstMember;
  readonly engineVersion: string;
  /** `aurora-postgresql17` */
  readonly parameterGroupFamily: string;
  /** `db.r6g.large` */
  readonly instanceClass: string;
  /** At least one: a cluster without an instance cannot be promoted. */
  readonly instanceCount: number;
  readonly backupRetentionDays: number;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The region's own key. */
  readonly keyArn: pulumi.Input<string>;
  /** The region's alert topic, which is told of failovers and failures. */
  readonly topicArn: pulumi.Input<string>;
}

/** What people want to be told of at once. The rest is in RDS's own event log. */
const eventCategories = ["failover", "failure", "global-failover", "maintenance", "notification"];

/**
 * One region's cluster of an Aurora PostgreSQL global database: subnet group, parameter groups of its own (a cluster keeps
 * them when it is promoted), the cluster under the region's key, its instances, its log group, and the events of the
 * cluster in the region's topic. Either region can be promoted; what moves with the roles is ignored after creation.
 *
 * ```ts
 * new DatabaseMember("database", { topology, role: "standby", provider, names, globalClusterId, engineVersion, ... });
 * ```
 *
 * Costs its instances by the hour, its storage, and what is written.
 * @stateful
 */
export class DatabaseMember extends pulumi.ComponentResource {
  public readonly clusterId: pulumi.Output<string>;
  public readonly clusterArn: pulumi.Output<string>;
  /** `cluster-…`: IAM database authentication and snapshots name the cluster by it. */
  public readonly clusterResourceId: pulumi.Output<string>;
  /** Leads to this cluster's writer, which takes no writes while the other region's does. Without port. */
  public readonly writerEndpoint: pulumi.Output<string>;
  public readonly readerEndpoint: pulumi.Output<string>;
  public readonly nodes: ParameterGroups & {
    readonly subnetGroup: aws.rds.SubnetGroup;
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly cluster: aws.rds.Cluster;
    readonly instances: readonly aws.rds.ClusterInstance[];
    readonly eventSubscription: aws.rds.EventSubscription;
  };

  constructor(name: string, args: DatabaseMemberArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:database:DatabaseMember", name, {}, opts);
    const subnetGroup = this.createSubnetGroup(name, args);
    const groups = createParameterGroups(name, args, { parent: this, provider: args.provider });
    const logGroup = this.createLogGroup(name, args);
    const cluster = this.createCluster(name, args, { subnetGroup, logGroup, ...groups });
    const instances = Array.from({ length: args.instanceCount }, (_, index) =>
      this.createInstance(name, args, index + 1, { cluster, subnetGroup, ...groups }),
    );
    const eventSubscription = this.createEventSubscription(name, args, cluster);
    this.nodes = { subnetGroup, ...groups, logGroup, cluster, instances, eventSubscription };
    // Whoever uses an output of the cluster waits for its instances: without them it answers nobody, and a secondary
    // cannot be added to it.
    const instancesMade = pulumi.all(instances.map(({ arn }) => arn));
    const ready = (output: pulumi.Output<string>): pulumi.Output<string> =>
      pulumi.all([output, instancesMade]).apply(([value]) => value);
    this.clusterId = ready(cluster.id);
    this.clusterArn = ready(cluster.arn);
    this.clusterResourceId = ready(cluster.clusterResourceId);
    this.writerEndpoint = ready(cluster.endpoint);
    this.readerEndpoint = ready(cluster.readerEndpoint);
    this.registerOutputs({
      clusterId: this.clusterId,
      clusterArn: this.clusterArn,
      clusterResourceId: this.clusterResourceId,
      writerEndpoint: this.writerEndpoint,
      readerEndpoint: this.readerEndpoint,
    });
  }

  private createSubnetGroup(name: string, args: DatabaseMemberArgs): aws.rds.SubnetGroup {
    const { topology, provider, names } = args;
    return new aws.rds.SubnetGroup(
      name,
      {
        name: names.subnetGroup.name,
        description: `subnets of the database in ${topology.regions[args.role]}`,
        subnetIds: args.subnetIds,
        tags: tagsOf(args, names.subnetGroup),
      },
      { parent: this, provider },
    );
  }

  private createLogGroup(name: string, args: DatabaseMemberArgs): aws.cloudwatch.LogGroup {
    const { topology, provider, names } = args;
    const logGroup = databaseLogGroup(names.cluster.name);
    return new aws.cloudwatch.LogGroup(
      name,
      {
        name: logGroup,
        retentionInDays: topology.logRetentionDays,
        kmsKeyId: args.keyArn,
        tags: { ...topology.tags, Name: logGroup },
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
  }

  private createCluster(
    name: string,
    args: DatabaseMemberArgs,
    made: ParameterGroups & {
      readonly subnetGroup: aws.rds.SubnetGroup;
      readonly logGroup: aws.cloudwatch.LogGroup;
    },
  ): aws.rds.Cluster {
    const { topology, provider, names, first } = args;
    const keep = topology.retention === "keep";
    return new aws.rds.Cluster(
      name,
      {
        clusterIdentifier: names.cluster.name,
        engine: databaseEngine,
        engineVersion: args.engineVersion,
        globalClusterIdentifier: args.globalClusterId,
        ...(first === undefined
          ? {}
          : {
              databaseName: first.databaseName,
              masterUsername: first.username,
              masterPassword: pulumi.secret(first.password),
            }),
        port: databasePort,
        dbSubnetGroupName: made.subnetGroup.name,
        vpcSecurityGroupIds: args.securityGroupIds,
        dbClusterParameterGroupName: made.clusterParameterGroup.name,
        storageEncrypted: true,
        kmsKeyId: args.keyArn,
        backupRetentionPeriod: args.backupRetentionDays,
        copyTagsToSnapshot: true,
        deletionProtection: keep,
        skipFinalSnapshot: !keep,
        ...(keep ? { finalSnapshotIdentifier: `${names.cluster.name}-final` } : {}),
        enabledCloudwatchLogsExports: ["postgresql"],
        tags: tagsOf(args, names.cluster),
      },
      {
        parent: this,
        provider,
        // Else RDS makes the log group, without key and retention.
        dependsOn: [made.logGroup],
        ignoreChanges: ownedPropertiesOf("tandem:database:DatabaseMember$aws:rds/cluster:Cluster"),
        ...retentionOptions(topology.retention),
      },
    );
  }

  /** Without a version of its own: an instance has its cluster's. */
  private createInstance(
    name: string,
    args: DatabaseMemberArgs,
    number: number,
    made: ParameterGroups & { readonly cluster: aws.rds.Cluster; readonly subnetGroup: aws.rds.SubnetGroup },
  ): aws.rds.ClusterInstance {
    const { topology, provider, names } = args;
    const { name: prefix, fullName } = names.instance;
    return new aws.rds.ClusterInstance(
      `${name}-${number}`,
      {
        identifier: `${prefix}-${number}`,
        clusterIdentifier: made.cluster.id,
        engine: databaseEngine,
        instanceClass: args.instanceClass,
        dbSubnetGroupName: made.subnetGroup.name,
        dbParameterGroupName: made.instanceParameterGroup.name,
        publiclyAccessible: false,
        // One side upgraded by itself could not be promoted: versions must be equal.
        autoMinorVersionUpgrade: false,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: args.keyArn,
        // What is free.
        performanceInsightsRetentionPeriod: 7,
        tags: { ...topology.tags, Name: `${fullName}-${number}` },
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
  }

  private createEventSubscription(
    name: string,
    args: DatabaseMemberArgs,
    cluster: aws.rds.Cluster,
  ): aws.rds.EventSubscription {
    const { provider, names } = args;
    return new aws.rds.EventSubscription(
      name,
      {
        name: names.eventSubscription.name,
        snsTopic: args.topicArn,
        sourceType: "db-cluster",
        sourceIds: [cluster.id],
        eventCategories,
        tags: tagsOf(args, names.eventSubscription),
      },
      { parent: this, provider },
    );
  }
}

function tagsOf({ topology }: DatabaseMemberArgs, { fullName }: Named): Record<string, string> {
  return { ...topology.tags, Name: fullName };
}
