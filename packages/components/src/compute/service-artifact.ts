import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ServiceArtifactArgs {
  readonly provider: aws.Provider;
  /** A versioned bucket of the region. */
  readonly bucketName: pulumi.Input<string>;
  /** Where it goes. It names the region: where two buckets copy to each other, no key is written from both. */
  readonly key: string;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
  /** The bundled program, one file. */
  readonly file: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A region's copy of the program that its instances run. Each program is a version of one object, so that instances which
 * were launched before still find theirs.
 *
 * ```ts
 * const artifact = new ServiceArtifact("artifact", { provider, bucketName, key, keyArn, file, tags });
 * ```
 *
 * Costs per stored byte.
 */
export class ServiceArtifact extends pulumi.ComponentResource {
  public readonly key: pulumi.Output<string>;
  /** The object's version. */
  public readonly version: pulumi.Output<string>;
  public readonly nodes: { readonly object: aws.s3.BucketObjectv2 };

  constructor(name: string, args: ServiceArtifactArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:ServiceArtifact", name, {}, opts);
    const object = new aws.s3.BucketObjectv2(
      name,
      {
        bucket: args.bucketName,
        key: args.key,
        source: new pulumi.asset.FileAsset(args.file),
        contentType: "text/javascript",
        kmsKeyId: args.keyArn,
        tags: args.tags,
      },
      { parent: this, provider: args.provider },
    );
    this.nodes = { object };
    this.key = object.key;
    this.version = object.versionId;
    this.registerOutputs({ key: this.key, version: this.version });
  }
}
