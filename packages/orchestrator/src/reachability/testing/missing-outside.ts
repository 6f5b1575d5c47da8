import { controllerInVpc, withProperties, without } from "./cases.ts";
import type { Missing } from "./cases.ts";

/** Of a function that is put into a public subnet, which has neither endpoints nor NAT. */
function noWay(name: string, services: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    services.map((service) => [
      `primary-${name}-${service}`,
      `subnet public-a: no way to ${service}: vpc has no endpoint of ${service} with a private name, ` +
        `and function ${name}-primary has no public address for the internet gateway`,
    ]),
  );
}

/** Each path of functions in no VPC, and of their balancer, with what holds it taken away. */
export const missingOutside: readonly Missing[] = [
  [
    "the resolver",
    withProperties("vpc", { enableDnsSupport: false }),
    { "primary-names": "vpc's resolver is switched off (enableDnsSupport)" },
  ],
  ["the listener", without("listener"), { "primary-clients-balancer-80": "balancer balancer has no listener at 80" }],
  [
    "Lambda's own network of what serves",
    withProperties("processor", { vpcConfig: { subnetIds: ["public-a"], securityGroupIds: [] } }),
    noWay("processor", ["dynamodb", "s3", "ssm"]),
  ],
  [
    "Lambda's own network of the heartbeat",
    withProperties("heartbeat", { vpcConfig: { subnetIds: ["public-a"], securityGroupIds: [] } }),
    noWay("heartbeat", ["dynamodb", "s3"]),
  ],
  controllerInVpc,
];
