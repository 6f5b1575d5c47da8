import { describe, expect, it } from "vitest";
import { instances, withProperties, without, wrong } from "./testing/cases.ts";
import type { Change } from "./testing/cases.ts";
import { resource } from "./testing/region-resources.ts";
import { types } from "./types.ts";

/** The paths of instances that leave by NAT, and the service that each is to. */
const outward: readonly (readonly [path: string, service: string])[] = [
  ...["dynamodb", "s3", "secretsmanager", "logs"].map((service) => [`primary-instances-${service}`, service] as const),
  ["primary-lag-reader-secretsmanager", "secretsmanager"] as const,
];

const HTTPS_OUT = "lets no TCP 443 out to the internet";

/** Each path with each of its hops taken away: what was taken is found, and nothing else. */
describe("of what is missing, finds exactly that, on instances:", () => {
  it.each<[string, Change, Readonly<Record<string, string>>]>([
    [
      "the resolver",
      withProperties("vpc", { enableDnsSupport: false }),
      { "primary-names": "vpc's resolver is switched off (enableDnsSupport)" },
    ],
    [
      "a public subnet's route to the internet gateway",
      without("public-b-out"),
      {
        "primary-clients-balancer-80":
          "subnet public-b of balancer balancer has no route to an internet gateway of its VPC",
        ...natWithout("NAT gateway nat-b in subnet public-b has no route to an internet gateway of its VPC"),
      },
    ],
    [
      "a public subnet's route table",
      without("public-a-association"),
      {
        "primary-clients-balancer-80":
          "subnet public-a of balancer balancer has no route to an internet gateway of its VPC",
        ...natWithout("NAT gateway nat-a in subnet public-a has no route to an internet gateway of its VPC"),
      },
    ],
    [
      "the rule that lets clients in",
      withProperties("balancer-group", { ingress: [] }),
      { "primary-clients-balancer-80": "security group balancer-group lets no TCP 80 in from the internet" },
    ],
    [
      "clients of a part of the internet",
      withProperties("balancer-group", {
        ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/1"] }],
      }),
      { "primary-clients-balancer-80": "security group balancer-group lets no TCP 80 in from the internet" },
    ],
    ["the listener", without("listener"), { "primary-clients-balancer-80": "balancer balancer has no listener at 80" }],
    [
      "a balancer that faces the internet",
      withProperties("balancer", { internal: true }),
      { "primary-clients-balancer-80": "balancer balancer is internal" },
    ],
    [
      "the rule for a second listener",
      (all) => [...all, resource("eu-central-1", types.listener, "tls", { loadBalancerArn: "balancer", port: 443 })],
      { "primary-clients-balancer-80": "security group balancer-group lets no TCP 443 in from the internet" },
    ],
    [
      "the balancer's rule to its instances",
      without("balancer-to-instances"),
      { "primary-balancer-instances": "security group balancer-group lets no TCP 8080 out to instances of group" },
    ],
    [
      "the instances' rule from the balancer",
      without("instances-in"),
      { "primary-balancer-instances": "security group instance-group lets no TCP 8080 in from balancer balancer" },
    ],
    [
      "the target group of the instances",
      withProperties("group", { targetGroupArns: [] }),
      { "primary-balancer-instances": "the Auto Scaling group registers its instances at no target group" },
    ],
    [
      "the port that the instances listen at",
      withProperties("targets", { port: 9090 }),
      {
        "primary-balancer-instances":
          "target group targets connects to 9090, and the instances listen at 8080; " +
          "security group balancer-group lets no TCP 9090 out to instances of group; " +
          "security group instance-group lets no TCP 9090 in from balancer balancer",
      },
    ],
    [
      "a rule for the port of the health checks",
      withProperties("targets", { healthCheck: { port: "8081" } }),
      {
        "primary-balancer-instances":
          "security group balancer-group lets no TCP 8081 out to instances of group; " +
          "security group instance-group lets no TCP 8081 in from balancer balancer",
      },
    ],
    [
      "the instances' rule to the database",
      without("client-to-database"),
      { "primary-instances-database": "security group instance-group lets no TCP 5432 out to cluster ledger" },
    ],
    [
      "the database's rule from the instances",
      without("database-in"),
      { "primary-instances-database": "security group database-group lets no TCP 5432 in from instances of group" },
    ],
    [
      "the reader's rule to one of the database's subnets",
      withProperties("reader-to-database", { cidrIpv4: "10.10.10.0/24" }),
      { "primary-lag-reader-database": "security group reader-group lets no TCP 5432 out to cluster ledger" },
    ],
    [
      "the database's rule from the reader",
      without("reader-in"),
      {
        "primary-lag-reader-database":
          "security group database-group lets no TCP 5432 in from function lag-reader-primary",
      },
    ],
    [
      "the database's instance",
      without("ledger-1"),
      {
        "primary-instances-database": "cluster ledger has no instance that could answer",
        "primary-lag-reader-database": "cluster ledger has no instance that could answer",
      },
    ],
    [
      "a private subnet's route to its NAT gateway",
      without("private-b-out"),
      Object.fromEntries(
        outward.map(([path, service]) => [
          path,
          `subnet private-b: no way to ${service}: vpc has no endpoint of ${service} with a private name, ` +
            "and private-b-table has no route to a NAT gateway",
        ]),
      ),
    ],
    [
      "a NAT gateway",
      without("nat-a"),
      natWithout("subnet private-a leads to NAT gateway nat-a, which does not exist"),
    ],
    [
      "a NAT gateway that leads to the internet",
      withProperties("nat-a", { connectivityType: "private" }),
      natWithout("subnet private-a leads to NAT gateway nat-a, which is private"),
    ],
    [
      "the reader's rule to the internet",
      without("reader-group-https"),
      {
        "primary-lag-reader-secretsmanager": `security group reader-group ${HTTPS_OUT}`,
      },
    ],
    [
      "the instances' security group",
      withProperties("template", { vpcSecurityGroupIds: [] }),
      {
        "primary-balancer-instances":
          "security group balancer-group lets no TCP 8080 out to instances of group; " +
          "the empty list of security groups of instances of group lets no TCP 8080 in from balancer balancer",
        "primary-instances-database":
          "the empty list of security groups of instances of group lets no TCP 5432 out to cluster ledger; " +
          "security group database-group lets no TCP 5432 in from instances of group",
        ...Object.fromEntries(
          outward
            .filter(([path]) => path.startsWith("primary-instances"))
            .map(([path]) => [path, `the empty list of security groups of instances of group ${HTTPS_OUT}`]),
        ),
      },
    ],
    [
      "a declared path of a function in the VPC",
      (all) => [
        ...all,
        resource("eu-central-1", types.lambda, "other", { name: "other", vpcConfig: { subnetIds: ["private-a"] } }),
      ],
      { "primary-undeclared": "in a VPC, and no path is declared of it: other" },
    ],
    [
      "a reading of network ACLs",
      (all) => [...all, resource("eu-central-1", types.networkAcl, "acl", { vpcId: "vpc" })],
      { "primary-network-acls": "network ACLs are not read: acl" },
    ],
  ])("%s", (_, change, expected) => {
    expect(wrong(instances, change)).toEqual(expected);
  });

  it.each<[string, Change, string]>([
    ["the load balancer", without("balancer"), "primary-clients-balancer-80"],
    ["the Auto Scaling group", without("group"), "primary-balancer-instances"],
    ["the database", without("ledger"), "primary-instances-database"],
    ["the lag reader", without("lag-reader"), "primary-lag-reader-database"],
  ])("%s itself", (_, change, path) => {
    expect(wrong(instances, change)[path]).toMatch(/^eu-central-1 has no /);
  });
});

/** The paths of instances that leave by NAT, and to what. */
function natWithout(missing: string): Readonly<Record<string, string>> {
  return Object.fromEntries(outward.map(([path]) => [path, missing]));
}
