// The whole of `@pulumi/aws` would take this plugin a third longer to load.
import { Eip } from "@pulumi/aws/ec2/eip.js";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway.js";
import { NatGateway } from "@pulumi/aws/ec2/natGateway.js";
import { Route } from "@pulumi/aws/ec2/route.js";
import type { RouteArgs } from "@pulumi/aws/ec2/route.js";
import { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
import { Subnet } from "@pulumi/aws/ec2/subnet.js";
import { Vpc as AwsVpc } from "@pulumi/aws/ec2/vpc.js";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint.js";
import * as pulumi from "@pulumi/pulumi";
import { defaultNatStrategy } from "./arguments.ts";
import type { EndpointSpec, SubnetSpec, VpcArguments } from "./arguments.ts";
import { layOut } from "./subnet-layout.ts";
import type { PlacedSubnet } from "./subnet-layout.ts";

type Tags = Record<string, pulumi.Input<string>>;

/** A kind's subnets are made in this order, so that a zone's NAT gateway is there before what routes to it. */
const order: readonly SubnetSpec["type"][] = ["Public", "Private", "Isolated"];

/**
 * What `awsx.ec2.Vpc` makes: the same children by type, name, parent, tags and block, so that a state that was made with
 * the one is a state of the other.
 */
export class Vpc extends pulumi.ComponentResource {
  /** The outputs that the SDK's class has. */
  readonly outputs;
  readonly #name: string;
  readonly #args: VpcArguments;
  readonly #tags: Tags;
  readonly #vpc: AwsVpc;
  readonly #internet: InternetGateway;
  readonly #subnets: { readonly type: SubnetSpec["type"]; readonly subnet: Subnet }[] = [];
  readonly #routeTables: RouteTable[] = [];
  readonly #associations: RouteTableAssociation[] = [];
  readonly #routes: Route[] = [];
  readonly #eips: Eip[] = [];
  readonly #natGateways: NatGateway[] = [];

  /** @param zones in which each kind of subnet is made */
  constructor(name: string, args: VpcArguments, zones: readonly string[], opts: pulumi.ComponentResourceOptions) {
    const placed = layOut(name, args.cidrBlock, zones, args.subnetSpecs);
    super("awsx:ec2:Vpc", name, {}, opts);
    this.#name = name;
    this.#args = args;
    this.#tags = { Name: name, ...args.tags };
    const { cidrBlock, enableDnsHostnames, enableDnsSupport } = args;
    const dns = { enableDnsHostnames, enableDnsSupport };
    this.#vpc = new AwsVpc(name, { ...dns, cidrBlock, tags: this.#tags }, { parent: this });
    this.#internet = new InternetGateway(
      name,
      { vpcId: this.#vpc.id, tags: this.#tags },
      { parent: this.#vpc, dependsOn: [this.#vpc] },
    );
    for (const [zoneIndex, zone] of zones.entries()) {
      const own = placed.filter((subnet) => subnet.zone === zone);
      for (const type of order) {
        for (const subnet of own.filter(({ spec }) => spec.type === type)) this.#createSubnet(subnet, zoneIndex);
      }
    }
    const endpoints = (args.vpcEndpointSpecs ?? []).map((spec) => this.#createEndpoint(spec));
    this.outputs = this.#outputs(endpoints);
    this.registerOutputs(this.outputs);
  }

  #createSubnet({ spec, name, zone, cidrBlock }: PlacedSubnet, zoneIndex: number): void {
    const { type } = spec;
    const named = { Name: name, SubnetType: type };
    const subnet = new Subnet(
      name,
      {
        vpcId: this.#vpc.id,
        availabilityZone: zone,
        mapPublicIpOnLaunch: type === "Public",
        cidrBlock,
        assignIpv6AddressOnCreation: false,
        tags: { ...this.#tags, ...spec.tags, ...named },
      },
      { parent: this.#vpc, dependsOn: [this.#vpc] },
    );
    const routeTable = new RouteTable(
      name,
      { vpcId: this.#vpc.id, tags: { ...this.#tags, ...named } },
      { parent: subnet, dependsOn: [subnet] },
    );
    const below = { parent: routeTable, dependsOn: [routeTable] };
    const ids = { routeTableId: routeTable.id, subnetId: subnet.id };
    this.#subnets.push({ type, subnet });
    this.#routeTables.push(routeTable);
    this.#associations.push(new RouteTableAssociation(name, ids, below));
    if (type === "Public") this.#createNatGateway(subnet, zoneIndex);
    const target = this.#targetOf(type, zoneIndex);
    if (target === undefined) return;
    const route = { routeTableId: routeTable.id, destinationCidrBlock: "0.0.0.0/0", ...target };
    this.#routes.push(new Route(name, route, below));
  }

  /** One for all zones, or one in each; a zone's second public subnet gets none. */
  #createNatGateway(subnet: Subnet, zoneIndex: number): void {
    const wanted = { None: 0, Single: 1, OnePerAz: zoneIndex + 1 }[this.#natStrategy];
    if (this.#natGateways.length >= wanted) return;
    const name = `${this.#name}-${zoneIndex + 1}`;
    const tags = { ...this.#args.tags, Name: name };
    const opts = { parent: subnet, dependsOn: [subnet] };
    const eip = new Eip(name, { tags }, opts);
    this.#eips.push(eip);
    const address = { subnetId: subnet.id, allocationId: eip.allocationId };
    this.#natGateways.push(new NatGateway(name, { ...address, tags }, opts));
  }

  /** Where a kind's traffic to the internet goes; isolated subnets have no way there. */
  #targetOf(type: SubnetSpec["type"], zoneIndex: number): Pick<RouteArgs, "gatewayId" | "natGatewayId"> | undefined {
    if (type === "Public") return { gatewayId: this.#internet.id };
    const nat = this.#natGateways[this.#natStrategy === "Single" ? 0 : zoneIndex];
    return type === "Private" && nat !== undefined ? { natGatewayId: nat.id } : undefined;
  }

  #createEndpoint({ serviceName, policy, tags, vpcEndpointType }: EndpointSpec): VpcEndpoint {
    return new VpcEndpoint(
      serviceName,
      {
        policy,
        routeTableIds: this.#routeTables.map(({ id }) => id),
        serviceName,
        tags: { ...this.#tags, ...tags },
        vpcEndpointType,
        vpcId: this.#vpc.id,
      },
      { parent: this.#vpc, dependsOn: [this.#vpc] },
    );
  }

  get #natStrategy() {
    return this.#args.natGateways?.strategy ?? defaultNatStrategy;
  }

  #outputs(vpcEndpoints: VpcEndpoint[]) {
    const of = (type: SubnetSpec["type"]) =>
      this.#subnets.filter((one) => one.type === type).map(({ subnet }) => subnet);
    const idsOf = (type: SubnetSpec["type"]) => of(type).map(({ id }) => id);
    return {
      eips: this.#eips,
      internetGateway: this.#internet,
      isolatedSubnetIds: idsOf("Isolated"),
      isolatedSubnets: of("Isolated"),
      natGateways: this.#natGateways,
      privateSubnetIds: idsOf("Private"),
      privateSubnets: of("Private"),
      publicSubnetIds: idsOf("Public"),
      publicSubnets: of("Public"),
      routeTableAssociations: this.#associations,
      routeTables: this.#routeTables,
      routes: this.#routes,
      subnetLayout: this.#args.subnetSpecs.map(({ type, name, cidrMask }) => ({
        type,
        ...(name === undefined ? {} : { name }),
        ...(cidrMask === undefined ? {} : { cidrMask, size: 2 ** (32 - cidrMask) }),
      })),
      subnets: this.#subnets.map(({ subnet }) => subnet),
      vpc: this.#vpc,
      vpcEndpoints,
      vpcId: this.#vpc.id,
    };
  }
}
