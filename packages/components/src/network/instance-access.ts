import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { regionalName } from "../parts.ts";

export interface InstanceAccessArgs {
  readonly topology: Topology;
  /** Whose region it is in. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly vpcId: pulumi.Input<string>;
}

/**
 * The security group of a region's instances. By itself nothing reaches them, and they reach HTTPS alone: AWS, the packages of
 * their system, and the authorities of their database. Who is to reach them, or be reached by them, adds a rule of its own.
 *
 * ```ts
 * new InstanceAccess("access", { topology, role: "primary", provider, vpcId });
 * ```
 *
 * Costs nothing.
 */
export class InstanceAccess extends pulumi.ComponentResource {
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly nodes: {
    readonly securityGroup: aws.ec2.SecurityGroup;
    readonly egress: aws.vpc.SecurityGroupEgressRule;
  };

  constructor(name: string, args: InstanceAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:network:InstanceAccess", name, {}, opts);
    const { topology, role, provider, vpcId } = args;
    const child = { parent: this, provider };
    const tags = tagsOf(topology, fullName(topology, "instanceSecurityGroup", role));
    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      {
        name: regionalName(topology, role, "instanceSecurityGroup"),
        description: "instances of the region",
        vpcId,
        tags,
      },
      child,
    );
    const egress = new aws.vpc.SecurityGroupEgressRule(
      `${name}-https`,
      {
        securityGroupId: securityGroup.id,
        description: "AWS and packages by TLS: gateway endpoints and NAT",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "0.0.0.0/0",
        tags,
      },
      child,
    );
    this.nodes = { securityGroup, egress };
    this.securityGroupId = securityGroup.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }
}
