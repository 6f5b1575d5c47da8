import { controllerInVpc, withProperties, without } from "./cases.ts";
import type { Missing } from "./cases.ts";
import { resource } from "./region-resources.ts";
import { types } from "../types.ts";

/** The paths that leave by NAT, and where each is to. */
const outward: readonly (readonly [path: string, to: string])[] = [
  ...["dynamodb", "s3", "secretsmanager", "logs"].map((service) => [`primary-instances-${service}`, service] as const),
  ["primary-instances-internet", "the internet"] as const,
  ...["dynamodb", "secretsmanager"].map((service) => [`primary-lag-reader-${service}`, service] as const),
  ...["dynamodb", "s3", "secretsmanager"].map((service) => [`primary-heartbeat-${service}`, service] as const),
];

const HTTPS_OUT = "lets no TCP 443 out to the internet";

/** What is wrong with each path that leaves by NAT, of those whose name begins so. */
function outwardOf(text: (to: string) => string, of = "primary-"): Readonly<Record<string, string>> {
  return Object.fromEntries(outward.filter(([path]) => path.startsWith(of)).map(([path, to]) => [path, text(to)]));
}

/** What is wrong with the same path of both functions. */
function ofFunctions(key: string, text: (name: string) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(["lag-reader", "heartbeat"].map((name) => [`primary-${name}-${key}`, text(name)]));
}

/** What is wrong with each path that begins at what is not there. */
function absent(what: string, paths: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(paths.map((path) => [`primary-${path}`, `eu-central-1 has no ${what}`]));
}

/** Each path of instances, and of functions with NAT, with each of its hops taken away. */
export const missingForInstances: readonly Missing[] = [
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
      ...outwardOf(() => "NAT gateway nat-b in subnet public-b has no route to an internet gateway of its VPC"),
    },
  ],
  [
    "a public subnet's route table",
    without("public-a-association"),
    {
      "primary-clients-balancer-80":
        "subnet public-a of balancer balancer has no route to an internet gateway of its VPC",
      ...outwardOf(() => "NAT gateway nat-a in subnet public-a has no route to an internet gateway of its VPC"),
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
    "the functions' rule to one of the database's subnets",
    withProperties("function-to-database", { cidrIpv4: "10.10.10.0/24" }),
    ofFunctions("database", () => "security group function-group lets no TCP 5432 out to cluster ledger"),
  ],
  [
    "the database's rule from the functions",
    without("function-in"),
    ofFunctions(
      "database",
      (name) => `security group database-group lets no TCP 5432 in from function ${name}-primary`,
    ),
  ],
  [
    "the database's instance",
    without("ledger-1"),
    {
      "primary-instances-database": "cluster ledger has no instance that could answer",
      ...ofFunctions("database", () => "cluster ledger has no instance that could answer"),
    },
  ],
  [
    "a private subnet's route to its NAT gateway",
    without("private-b-out"),
    outwardOf(
      (to) =>
        `subnet private-b: no way to ${to}: ` +
        (to === "the internet" ? "" : `vpc has no endpoint of ${to} with a private name, and `) +
        "private-b-table has no route to a NAT gateway",
    ),
  ],
  [
    "a NAT gateway",
    without("nat-a"),
    outwardOf(() => "subnet private-a leads to NAT gateway nat-a, which does not exist"),
  ],
  [
    "a NAT gateway that leads to the internet",
    withProperties("nat-a", { connectivityType: "private" }),
    outwardOf(() => "subnet private-a leads to NAT gateway nat-a, which is private"),
  ],
  [
    "the functions' rule to the internet",
    without("function-group-https"),
    {
      ...outwardOf(() => `security group function-group ${HTTPS_OUT}`, "primary-lag-reader"),
      ...outwardOf(() => `security group function-group ${HTTPS_OUT}`, "primary-heartbeat"),
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
      ...outwardOf(() => `the empty list of security groups of instances of group ${HTTPS_OUT}`, "primary-instances"),
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
  [
    "the load balancer itself",
    without("balancer"),
    absent("load balancer", ["clients-balancer-80", "balancer-instances"]),
  ],
  [
    "the Auto Scaling group itself",
    without("group"),
    {
      ...absent("Auto Scaling group", ["balancer-instances"]),
      ...absent("instances", ["instances-database"]),
      ...outwardOf(() => "eu-central-1 has no instances", "primary-instances"),
    },
  ],
  [
    "the database itself",
    without("ledger"),
    absent("database cluster", ["instances-database", "lag-reader-database", "heartbeat-database"]),
  ],
  [
    "the lag reader itself",
    without("lag-reader"),
    absent("lag-reader-primary", [
      "lag-reader-database",
      "lag-reader-dynamodb",
      "lag-reader-secretsmanager",
      "lag-reader-monitoring",
    ]),
  ],
  [
    "the instances' subnets",
    withProperties("group", { vpcZoneIdentifiers: [] }),
    {
      "primary-balancer-instances": "no local route: balancer balancer is in vpc, instances of group is in no VPC",
      "primary-instances-database": "instances of group is in no subnet",
      ...outwardOf(() => "instances of group is in no subnet", "primary-instances"),
    },
  ],
  controllerInVpc,
];
