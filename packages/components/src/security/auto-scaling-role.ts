import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { tagsOf } from "../names.ts";

export interface AutoScalingRoleArgs {
  readonly topology: Topology;
  /** Of any region: IAM is global. */
  readonly provider: aws.Provider;
}

/**
 * A service-linked role of the environment's own, with which Auto Scaling launches its instances. The account's common one
 * would do as well, but then the environment's keys would serve every group of the account.
 *
 * ```ts
 * const role = new AutoScalingRole("auto-scaling", { topology, provider: providers.primary });
 * ```
 *
 * AWS deletes it only once no group uses it. Costs nothing.
 */
export class AutoScalingRole extends pulumi.ComponentResource {
  public readonly roleArn: pulumi.Output<string>;
  public readonly nodes: { readonly role: aws.iam.ServiceLinkedRole };

  constructor(name: string, { topology, provider }: AutoScalingRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:AutoScalingRole", name, {}, opts);
    const role = new aws.iam.ServiceLinkedRole(
      name,
      {
        awsServiceName: "autoscaling.amazonaws.com",
        customSuffix: topology.environmentSuffix,
        description: `instances of the environment ${topology.environment}`,
        tags: tagsOf(topology, `AWSServiceRoleForAutoScaling_${topology.environmentSuffix}`),
      },
      { parent: this, provider },
    );
    this.nodes = { role };
    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
