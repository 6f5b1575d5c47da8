import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { networkOf, regionalName } from "../parts.ts";

export interface FunctionAccessArgs {
  readonly topology: Topology;
  /** Whose region it is in. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly vpcId: pulumi.Input<string>;
  /** Private ones. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Of the VPC's gateway endpoints, whose addresses are AWS's public ones. */
  readonly prefixListIds: Readonly<Record<GatewayService, pulumi.Input<string>>>;
}

/**
 * What lets functions into private subnets, and from there to AWS: a security group that nothing reaches. With NAT it reaches
 * HTTPS. Without, it reaches the gateway endpoints' prefix lists and an interface endpoint for each service that is not
 * reached by a gateway, and nothing else by HTTPS; only the functions' group reaches the interface endpoints.
 *
 * ```ts
 * new FunctionAccess("functions", { topology, role: "primary", provider, vpcId, subnetIds: vpc.privateSubnetIds, prefixListIds });
 * ```
 *
 * Costs an interface endpoint per service, hour and zone where there is no NAT, else nothing.
 */
export class FunctionAccess extends pulumi.ComponentResource {
  public readonly subnetIds: pulumi.Output<string[]>;
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly nodes: {
    readonly securityGroup: aws.ec2.SecurityGroup;
    readonly egress: readonly aws.vpc.SecurityGroupEgressRule[];
    readonly endpoints: readonly aws.ec2.VpcEndpoint[];
  };

  constructor(name: string, args: FunctionAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:network:FunctionAccess", name, {}, opts);
    const { topology, role, provider } = args;
    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      {
        name: regionalName(topology, role, "functionSecurityGroup"),
        description: "functions of the region",
        vpcId: args.vpcId,
        tags: tagsOf(topology, fullName(topology, "functionSecurityGroup", role)),
      },
      { parent: this, provider },
    );
    const ways =
      networkOf(topology).natGateways === "none"
        ? this.createEndpoints(name, args, securityGroup)
        : { egress: [this.createEgress(`${name}-https`, args, securityGroup, byNat)], endpoints: [] };
    this.nodes = { securityGroup, ...ways };
    this.subnetIds = pulumi.output(args.subnetIds);
    this.securityGroupId = securityGroup.id;
    this.registerOutputs({ subnetIds: this.subnetIds, securityGroupId: this.securityGroupId });
  }

  private createEgress(
    name: string,
    { topology, role, provider }: FunctionAccessArgs,
    from: aws.ec2.SecurityGroup,
    to: Pick<
      aws.vpc.SecurityGroupEgressRuleArgs,
      "description" | "cidrIpv4" | "prefixListId" | "referencedSecurityGroupId"
    >,
  ): aws.vpc.SecurityGroupEgressRule {
    return new aws.vpc.SecurityGroupEgressRule(
      name,
      {
        ...https,
        ...to,
        securityGroupId: from.id,
        tags: tagsOf(topology, fullName(topology, "functionSecurityGroup", role)),
      },
      { parent: this, provider },
    );
  }

  private createEndpoints(name: string, args: FunctionAccessArgs, functions: aws.ec2.SecurityGroup) {
    const { topology, role, provider, vpcId, subnetIds, prefixListIds } = args;
    const child = { parent: this, provider };
    const tags = tagsOf(topology, fullName(topology, "endpointSecurityGroup", role));
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-endpoints`,
      {
        name: regionalName(topology, role, "endpointSecurityGroup"),
        description: "interface endpoints of the region",
        vpcId,
        tags,
      },
      child,
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-endpoints-https`,
      {
        ...https,
        securityGroupId: securityGroup.id,
        description: "functions by TLS",
        referencedSecurityGroupId: functions.id,
        tags,
      },
      child,
    );
    const egress = [
      ...gatewayServices.map((service) =>
        this.createEgress(`${name}-to-${service}`, args, functions, {
          description: `${service} by its gateway endpoint`,
          prefixListId: prefixListIds[service],
        }),
      ),
      this.createEgress(`${name}-to-endpoints`, args, functions, {
        description: "interface endpoints",
        referencedSecurityGroupId: securityGroup.id,
      }),
    ];
    const endpoints = interfaceServices.map(
      (service) =>
        new aws.ec2.VpcEndpoint(
          `${name}-${service}`,
          {
            vpcId,
            serviceName: `com.amazonaws.${topology.regions[role]}.${service}`,
            vpcEndpointType: "Interface",
            privateDnsEnabled: true,
            subnetIds,
            securityGroupIds: [securityGroup.id],
            tags,
          },
          child,
        ),
    );
    return { egress, endpoints };
  }
}

/** AWS's APIs. */
const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 } as const;

/** Through NAT AWS has its public addresses, so that nothing narrower than every address would do. */
const byNat = { description: "AWS by TLS: gateway endpoints and NAT", cidrIpv4: "0.0.0.0/0" } as const;

/** What is reached by gateway endpoints, which cost nothing. */
export const gatewayServices = ["s3", "dynamodb"] as const;
export type GatewayService = (typeof gatewayServices)[number];

/**
 * What functions in private subnets use beside S3 and DynamoDB: the database's credentials. Logs and metrics leave a
 * function by Lambda's own way, and names are resolved by the VPC's resolver.
 */
const interfaceServices = ["secretsmanager"] as const;

/** A function's settings for the subnets that it is in; none for one that is outside of any network. */
export function vpcConfigOf(access: FunctionAccess | undefined): Pick<aws.lambda.FunctionArgs, "vpcConfig"> {
  if (access === undefined) return {};
  return { vpcConfig: { subnetIds: access.subnetIds, securityGroupIds: [access.securityGroupId] } };
}
