import type * as aws from "@pulumi/aws";
import type { Provider as AwsxProvider } from "@pulumi/awsx/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { RegionalNetwork } from "../network/regional-network.ts";
import { computeOf, present, regionalName } from "../parts.ts";
import type { BalancerTarget } from "./balancer-targets.ts";
import type { CertificateArns } from "./certificate-arns.ts";
import { CustomDomain } from "./custom-domain.ts";
import { LoadBalancerService } from "./load-balancer-service.ts";
import { RegionalNameRecord } from "./regional-name-record.ts";
import { RestApi } from "./rest-api.ts";

/** What a region's front is made with. */
export interface FrontArgs {
  readonly topology: Topology;
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly certificateArns: pulumi.Input<CertificateArns>;
  /** The environment's zone. */
  readonly zoneId: pulumi.Input<string>;
}

/** What clients ask in a region, and what is known of it by name. */
export interface Front {
  /** Base of the API. */
  readonly apiEndpoint: pulumi.Output<string>;
  /** Host in it. */
  readonly apiHostname: pulumi.Output<string>;
  /** Host that the failover name leads to. */
  readonly trafficHostname: pulumi.Output<string>;
  readonly api: RestApi | undefined;
  readonly domain: CustomDomain | undefined;
  readonly balancer: LoadBalancerService | undefined;
}

type Parent = { readonly parent: pulumi.Resource };

/** A REST API before the function, and where the domain is delegated the failover name on it. */
export function restApiFront(name: string, args: FrontArgs, lambda: aws.lambda.Function, parent: Parent): Front {
  const { topology, role, provider, certificateArns } = args;
  const api = new RestApi(
    `${name}-api`,
    {
      provider,
      region: topology.regions[role],
      name: regionalName(topology, role, "api"),
      description: "transaction ledger",
      stageName: computeOf(topology, "lambda-rest-api").stageName,
      tags: tagsOf(topology, fullName(topology, "api", role)),
      function: lambda,
      functionName: regionalName(topology, role, "processor"),
    },
    parent,
  );
  const domain = topology.domain.delegated
    ? new CustomDomain(`${name}-domain`, { topology, role, provider, certificateArns, stage: api.nodes.stage }, parent)
    : undefined;
  return {
    apiEndpoint: api.endpoint,
    apiHostname: api.hostname,
    trafficHostname: domain?.targetHostname ?? api.hostname,
    api,
    domain,
    balancer: undefined,
  };
}

/** A load balancer before the function or the instances, and where the domain is delegated a name for it that its certificate is for. */
export function balancerFront(
  name: string,
  args: FrontArgs,
  target: BalancerTarget,
  network: RegionalNetwork,
  parent: Parent,
): Front {
  const { topology, role, provider, certificateArns, zoneId } = args;
  const { vpcId, publicSubnetIds: subnetIds } = network;
  const place = { topology, role, provider };
  const balancer = new LoadBalancerService(
    `${name}-balancer`,
    { ...place, vpcId, subnetIds, target, certificateArns },
    parent,
  );
  const front = { trafficHostname: balancer.hostname, api: undefined, domain: undefined, balancer };
  if (!topology.domain.delegated) {
    const apiEndpoint = pulumi.interpolate`http://${balancer.hostname}`;
    return { ...front, apiEndpoint, apiHostname: balancer.hostname };
  }
  const record = new RegionalNameRecord(`${name}-name`, { ...place, zoneId, target: balancer }, parent);
  return { ...front, apiEndpoint: pulumi.interpolate`https://${record.hostname}`, apiHostname: record.hostname };
}

/** The region's VPC, where the profile has one. */
export function networkFor(
  name: string,
  { topology, role, provider, awsxProvider }: FrontArgs & { readonly awsxProvider: AwsxProvider | undefined },
  parent: Parent,
): RegionalNetwork | undefined {
  if (topology.network === undefined) return undefined;
  const awsx = present(awsxProvider, topology.profile, "awsx provider");
  return new RegionalNetwork(`${name}-network`, { topology, role, provider, awsxProvider: awsx }, parent);
}
