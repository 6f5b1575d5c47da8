import * as aws from "@pulumi/aws";
import { Provider as AwsxProvider } from "@pulumi/awsx/provider.js";
import { route53MetricsRegion } from "@tandem/config";
import type { Region, Role, Topology } from "@tandem/config";

/**
 * The explicit providers of a stack, one for each region that it works in; nothing else makes one. They refuse every
 * account but the environment's own.
 */
export function regionalProviders<R extends Role>(
  topology: Pick<Topology, "regions" | "accountId">,
  wanted: readonly R[],
): Readonly<Record<R, aws.Provider>> {
  const providers = wanted.map((role) => [role, providerOf(role, topology.regions[role], topology)]);
  return Object.fromEntries(providers) as Readonly<Record<R, aws.Provider>>;
}

/** The provider of us-east-1, for what lives only there because Route 53's metrics do. */
export function route53MetricsProvider(topology: Pick<Topology, "accountId">): aws.Provider {
  return providerOf("route53-metrics", route53MetricsRegion, topology);
}

/**
 * The provider of awsx's components, in environments that have networks. It has no region: their resources are made by the
 * `aws.Provider` that is passed beside it.
 */
export function networkProvider({ network }: Pick<Topology, "network">): AwsxProvider | undefined {
  return network === undefined ? undefined : new AwsxProvider("awsx");
}

function providerOf(name: string, region: Region, { accountId }: Pick<Topology, "accountId">): aws.Provider {
  return new aws.Provider(`aws-${name}`, { region, allowedAccountIds: [accountId] });
}
