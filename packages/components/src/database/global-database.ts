import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ownedPropertiesOf } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { retentionOptions } from "../retention.ts";
import { databaseEngine } from "./engine.ts";
import type { Named } from "./engine.ts";

export interface GlobalDatabaseArgs {
  readonly topology: Pick<Topology, "regions" | "retention" | "tags">;
  /** Of the primary region: the secret is made there, and its replica from there. */
  readonly provider: aws.Provider;
  readonly globalCluster: Named;
  /** The name is the same in both regions. */
  readonly secret: Named;
  /** Of every member; an upgrade begins here. */
  readonly engineVersion: string;
  readonly username: string;
  /** Drawn once, when the environment is made. Whatever is given here later is ignored. */
  readonly password: pulumi.Input<string>;
  /** Key of the secret in the primary region. */
  readonly primaryKeyArn: pulumi.Input<string>;
  /** Key of its replica in the standby region. */
  readonly standbyKeyArn: pulumi.Input<string>;
}

/**
 * What an Aurora global database is before it has a cluster in any region: the global cluster, and the secret that holds
 * its user, with a replica under the standby's own key. So either region reads the user where the other is dark.
 *
 * ```ts
 * new GlobalDatabase("database", { topology, provider, globalCluster, secret, engineVersion, username, password, ... });
 * ```
 *
 * The global cluster costs nothing; the secret and its replica cost by the month.
 * @stateful
 */
export class GlobalDatabase extends pulumi.ComponentResource {
  public readonly globalClusterId: pulumi.Output<string>;
  /** The secret in the primary region and its replica in the standby's, with `{ username, password }` as JSON. */
  public readonly secretArns: Readonly<Record<Role, pulumi.Output<string>>>;
  public readonly nodes: {
    readonly globalCluster: aws.rds.GlobalCluster;
    readonly secret: aws.secretsmanager.Secret;
    readonly secretVersion: aws.secretsmanager.SecretVersion;
  };

  constructor(name: string, args: GlobalDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:database:GlobalDatabase", name, {}, opts);
    const { regions } = args.topology;
    const globalCluster = this.createGlobalCluster(name, args);
    const secret = this.createSecret(name, args);
    const secretVersion = this.createSecretVersion(name, args, secret);
    this.nodes = { globalCluster, secret, secretVersion };
    this.globalClusterId = globalCluster.id;
    // Whoever reads a region's secret finds the user in it. A replica's ARN differs in its region alone.
    const primary = secretVersion.secretArn;
    this.secretArns = {
      primary,
      standby: primary.apply((arn) => arn.replace(`:${regions.primary}:`, `:${regions.standby}:`)),
    };
    this.registerOutputs({ globalClusterId: this.globalClusterId, secretArns: this.secretArns });
  }

  private createGlobalCluster(name: string, args: GlobalDatabaseArgs): aws.rds.GlobalCluster {
    const { topology, provider, globalCluster } = args;
    return new aws.rds.GlobalCluster(
      name,
      {
        globalClusterIdentifier: globalCluster.name,
        engine: databaseEngine,
        engineVersion: args.engineVersion,
        storageEncrypted: true,
        deletionProtection: topology.retention === "keep",
        tags: { ...topology.tags, Name: globalCluster.fullName },
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
  }

  private createSecret(name: string, args: GlobalDatabaseArgs): aws.secretsmanager.Secret {
    const { topology, provider, secret } = args;
    return new aws.secretsmanager.Secret(
      name,
      {
        name: secret.name,
        description: "user of the database",
        kmsKeyId: args.primaryKeyArn,
        replicas: [{ region: topology.regions.standby, kmsKeyId: args.standbyKeyArn }],
        // A name waits for as long as its secret: an environment that is thrown away is to be made again at once.
        recoveryWindowInDays: topology.retention === "keep" ? 30 : 0,
        tags: { ...topology.tags, Name: secret.fullName },
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
  }

  private createSecretVersion(
    name: string,
    { provider, username, password }: GlobalDatabaseArgs,
    secret: aws.secretsmanager.Secret,
  ): aws.secretsmanager.SecretVersion {
    return new aws.secretsmanager.SecretVersion(
      name,
      { secretId: secret.arn, secretString: pulumi.secret(pulumi.jsonStringify({ username, password })) },
      {
        parent: this,
        provider,
        ignoreChanges: ownedPropertiesOf(
          "tandem:database:GlobalDatabase$aws:secretsmanager/secretVersion:SecretVersion",
        ),
      },
    );
  }
}
