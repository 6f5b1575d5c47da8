import type * as aws from "@pulumi/aws";
import { Vpc } from "@pulumi/awsx/ec2/vpc.js";
import type { VpcArgs } from "@pulumi/awsx/ec2/vpc.js";
import type { Provider as AwsxProvider } from "@pulumi/awsx/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { networkOf, present, regionalName } from "../parts.ts";
import { FunctionAccess, gatewayServices } from "./function-access.ts";
import type { GatewayService } from "./function-access.ts";

type Network = NonNullable<Topology["network"]>;

export interface RegionalNetworkArgs {
  readonly topology: Topology;
  /** Whose region it is in. */
  readonly role: Role;
  /** Of that region: what the VPC is made of inherits it. */
  readonly provider: aws.Provider;
  /** Makes the VPC out of AWS's resources; it works through `provider`. */
  readonly awsxProvider: AwsxProvider;
}

/**
 * One region's VPC on `awsx.ec2.Vpc`: a public subnet in each zone for the load balancer and, where the profile has private
 * ones, these beside it, with NAT or without.
 *
 * With the tier `public` nothing but the balancer is inside. A function in a public subnet has no way to the internet, since
 * its interface never gets a public address (Lambda Developer Guide, "Giving Lambda functions access to resources in an
 * Amazon VPC"): without NAT it could reach neither DNS nor AWS. So functions stay outside such a VPC, where they lose nothing:
 * what they use is reached over TLS and by IAM. With `public-private` they are inside, and reach S3 and DynamoDB by gateway
 * endpoints, which cost nothing, and the rest by NAT or, without it, by interface endpoints.
 *
 * ```ts
 * new RegionalNetwork("network", { topology, role: "primary", provider, awsxProvider });
 * ```
 *
 * Costs nothing with public subnets alone; else its NAT gateways or interface endpoints per hour and zone.
 */
export class RegionalNetwork extends pulumi.ComponentResource {
  public readonly vpcId: pulumi.Output<string>;
  public readonly publicSubnetIds: pulumi.Output<string[]>;
  /** None where the tier is `public`. */
  public readonly privateSubnetIds: pulumi.Output<string[]>;
  /** How functions get into the private subnets; none where there are none. */
  public readonly functions: FunctionAccess | undefined;
  public readonly nodes: { readonly vpc: Vpc };

  constructor(name: string, args: RegionalNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:network:RegionalNetwork", name, {}, opts);
    const { topology, role, provider, awsxProvider } = args;
    const network = networkOf(topology);
    // Its name begins the `Name` tags of subnets, route tables and gateways, so it is the full one.
    const vpc = new Vpc(
      regionalName(topology, role, "vpc"),
      {
        ...vpcArgs(network, topology.regions[role]),
        cidrBlock: network.cidrs[role],
        tags: tagsOf(topology, fullName(topology, "vpc", role)),
      },
      { parent: this, provider: awsxProvider, providers: [provider] },
    );
    this.nodes = { vpc };
    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.functions =
      network.tiers === "public"
        ? undefined
        : new FunctionAccess(
            `${name}-functions`,
            {
              topology,
              role,
              provider,
              vpcId: vpc.vpcId,
              subnetIds: vpc.privateSubnetIds,
              prefixListIds: {
                s3: prefixListOf(vpc, topology.profile, "s3"),
                dynamodb: prefixListOf(vpc, topology.profile, "dynamodb"),
              },
            },
            { parent: this },
          );
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
    });
  }
}

/** The component makes its endpoints in the order in which they are specified. */
function prefixListOf({ vpcEndpoints }: Vpc, profile: string, service: GatewayService): pulumi.Output<string> {
  const index = gatewayServices.indexOf(service);
  return vpcEndpoints.apply((all) => present(all[index], profile, `gateway endpoint of ${service}`).prefixListId);
}

/** Decided before anything exists: the subnets, and how the private ones get out. */
export function vpcArgs({ azCount, tiers, natGateways }: Network, region: string): VpcArgs {
  const base: VpcArgs = {
    numberOfAvailabilityZones: azCount,
    // Names of interface endpoints and of databases are private ones.
    enableDnsHostnames: true,
    enableDnsSupport: true,
    natGateways: { strategy: natStrategies[natGateways] },
    subnetStrategy: "Auto",
  };
  if (tiers === "public") return { ...base, subnetSpecs: [{ type: "Public", cidrMask: 24 }] };
  return {
    ...base,
    // Private ones first: they are larger, and so leave no gap.
    subnetSpecs: [
      { type: "Private", cidrMask: 20 },
      { type: "Public", cidrMask: 24 },
    ],
    vpcEndpointStrategy: "Auto",
    vpcEndpointSpecs: gatewayServices.map((service) => ({
      serviceName: `com.amazonaws.${region}.${service}`,
      vpcEndpointType: "Gateway",
    })),
  };
}

const natStrategies = { none: "None", single: "Single", "one-per-az": "OnePerAz" } as const;
