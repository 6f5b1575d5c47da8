import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { keyDeletionWindowDays, retentionOptions } from "../retention.ts";
import { keyPolicy } from "./key-policy.ts";

export interface MultiRegionKeyArgs {
  readonly topology: Topology;
  /** One provider per region. */
  readonly providers: Readonly<Record<Role, aws.Provider>>;
  /** Principals that the keys' policies name: KMS refuses one that does not exist. @default none that the program makes */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * The environment's data key: a multi-Region KMS key in the primary region, its replica in the standby region, and an
 * alias for each, so that either region encrypts and decrypts with the other one dark.
 *
 * ```ts
 * const key = new MultiRegionKey("data-key", { topology, providers });
 * ```
 *
 * Keys are never deleted at once: they stay pending deletion for 7 days (`disposable`) or 30 (`keep`), the bounds that
 * KMS sets. Idle cost: two keys.
 * @stateful what it encrypted cannot be read without it
 */
export class MultiRegionKey extends pulumi.ComponentResource {
  public readonly primaryKeyArn: pulumi.Output<string>;
  public readonly standbyKeyArn: pulumi.Output<string>;
  public readonly nodes: {
    readonly key: aws.kms.Key;
    readonly replica: aws.kms.ReplicaKey;
    readonly aliases: Readonly<Record<Role, aws.kms.Alias>>;
  };

  constructor(name: string, args: MultiRegionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:MultiRegionKey", name, {}, opts);
    const key = this.createKey(name, args);
    const replica = this.createReplica(name, args, key);
    const aliases = {
      primary: this.createAlias(name, args, "primary", key.keyId),
      standby: this.createAlias(name, args, "standby", replica.keyId),
    };
    this.nodes = { key, replica, aliases };
    this.primaryKeyArn = key.arn;
    this.standbyKeyArn = replica.arn;
    this.registerOutputs({ primaryKeyArn: this.primaryKeyArn, standbyKeyArn: this.standbyKeyArn });
  }

  private createKey(name: string, { topology, providers, after = [] }: MultiRegionKeyArgs): aws.kms.Key {
    return new aws.kms.Key(
      `${name}-primary`,
      {
        description: description(topology),
        multiRegion: true,
        enableKeyRotation: true,
        deletionWindowInDays: keyDeletionWindowDays(topology.retention),
        policy: JSON.stringify(keyPolicy(topology, "primary")),
        tags: tagsOf(topology, fullName(topology, "key", "primary")),
      },
      { parent: this, provider: providers.primary, dependsOn: [...after], ...retentionOptions(topology.retention) },
    );
  }

  private createReplica(
    name: string,
    { topology, providers }: MultiRegionKeyArgs,
    key: aws.kms.Key,
  ): aws.kms.ReplicaKey {
    return new aws.kms.ReplicaKey(
      `${name}-standby`,
      {
        primaryKeyArn: key.arn,
        description: description(topology),
        deletionWindowInDays: keyDeletionWindowDays(topology.retention),
        policy: JSON.stringify(keyPolicy(topology, "standby")),
        tags: tagsOf(topology, fullName(topology, "key", "standby")),
      },
      { parent: this, provider: providers.standby, ...retentionOptions(topology.retention) },
    );
  }

  private createAlias(
    name: string,
    { topology, providers }: MultiRegionKeyArgs,
    role: Role,
    targetKeyId: pulumi.Output<string>,
  ): aws.kms.Alias {
    return new aws.kms.Alias(
      `${name}-${role}`,
      { name: topology.names[role].keyAlias, targetKeyId },
      { parent: this, provider: providers[role] },
    );
  }
}

function description({ environment }: Topology): string {
  return `data of the environment ${environment}`;
}
