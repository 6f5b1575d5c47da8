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
}

/**
 * What lets functions into private subnets, and from there to AWS: a security group that nothing reaches and that itself
 * reaches HTTPS alone, and, where there is no NAT, an interface endpoint for each service that is not reached by a gateway.
 * Only the functions' group reaches the endpoints.
 *
 * ```ts
 * new FunctionAccess("functions", { topology, role: "primary", provider, vpcId, subnetIds: vpc.privateSubnetIds });
 * ```
 *
 * Costs an interface endpoint per service, hour and zone where there is no NAT, else nothing.
 */
export class FunctionAccess extends pulumi.ComponentResource {
  public readonly subnetIds: pulumi.Output<string[]>;
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly nodes: {
    readonly securityGroup: aws.ec2.SecurityGroup;
    readonly egress: aws.vpc.SecurityGroupEgressRule;
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
    // A gateway endpoint's addresses are AWS's public ones, so that nothing narrower than every address would do for both.
    const egress = new aws.vpc.SecurityGroupEgressRule(
      `${name}-https`,
      {
        securityGroupId: securityGroup.id,
        description: "AWS by TLS: gateway endpoints, and interface endpoints or NAT",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "0.0.0.0/0",
        tags: tagsOf(topology, fullName(topology, "functionSecurityGroup", role)),
      },
      { parent: this, provider },
    );
    const endpoints = networkOf(topology).natGateways === "none" ? this.createEndpoints(name, args, securityGroup) : [];
    this.nodes = { securityGroup, egress, endpoints };
    this.subnetIds = pulumi.output(args.subnetIds);
    this.securityGroupId = securityGroup.id;
    this.registerOutputs({ subnetIds: this.subnetIds, securityGroupId: this.securityGroupId });
  }

  private createEndpoints(name: string, args: FunctionAccessArgs, functions: aws.ec2.SecurityGroup) {
    const { topology, role, provider, vpcId, subnetIds } = args;
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
        securityGroupId: securityGroup.id,
        description: "functions by TLS",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        referencedSecurityGroupId: functions.id,
        tags,
      },
      child,
    );
    return interfaceServices.map(
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
  }
}

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
