import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { renderEnvironment } from "@tandem/config/user-data";
import type { ObjectVersion } from "@tandem/config/user-data";

export interface ServiceArtifactArgs {
  readonly provider: aws.Provider;
  /** A versioned bucket of the region. */
  readonly bucketName: pulumi.Input<string>;
  /** Where they go. They name the region: where two buckets copy to each other, no key is written from both. */
  readonly keys: Readonly<Record<"program" | "configuration", string>>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
  /** The bundled program, one file. */
  readonly file: string;
  /** The program's variables. Whoever may read the bucket reads them: no secrets. */
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A region's copy of the program that its instances run, and of its configuration. Each is a version of one object, so that
 * instances which were launched before still find theirs.
 *
 * ```ts
 * const artifact = new ServiceArtifact("artifact", { provider, bucketName, keys, keyArn, file, environment, tags });
 * ```
 *
 * Costs per stored byte.
 */
export class ServiceArtifact extends pulumi.ComponentResource {
  public readonly program: pulumi.Output<ObjectVersion>;
  public readonly configuration: pulumi.Output<ObjectVersion>;
  public readonly nodes: Readonly<Record<"program" | "configuration", aws.s3.BucketObjectv2>>;

  constructor(name: string, args: ServiceArtifactArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:ServiceArtifact", name, {}, opts);
    const object = (which: "program" | "configuration", content: Partial<aws.s3.BucketObjectv2Args>) =>
      new aws.s3.BucketObjectv2(
        `${name}-${which}`,
        { bucket: args.bucketName, key: args.keys[which], ...content, kmsKeyId: args.keyArn, tags: args.tags },
        { parent: this, provider: args.provider },
      );
    this.nodes = {
      program: object("program", { source: new pulumi.asset.FileAsset(args.file), contentType: "text/javascript" }),
      configuration: object("configuration", {
        content: pulumi.output(args.environment).apply(renderEnvironment),
        contentType: "text/plain",
      }),
    };
    const versionOf = ({ key, versionId }: aws.s3.BucketObjectv2) => pulumi.output({ key, version: versionId });
    this.program = versionOf(this.nodes.program);
    this.configuration = versionOf(this.nodes.configuration);
    this.registerOutputs({ program: this.program, configuration: this.configuration });
  }
}
