import { controllerInVpc, withProperties, without } from "./cases.ts";
import type { Missing } from "./cases.ts";

/** What is missing in each of both private subnets. */
function noEndpoint(service: string): string {
  return ["a", "b"]
    .map(
      (zone) =>
        `subnet private-${zone}: no way to ${service}: vpc has no endpoint of ${service} with a private name, ` +
        `and private-${zone}-table has no route to a NAT gateway`,
    )
    .join("; ");
}

/** The functions that use database, its credentials and DynamoDB. */
const named = ["processor", "health", "lag-reader", "heartbeat"] as const;
/** The functions that use S3. */
const inS3 = ["processor", "heartbeat"] as const;

function each(
  key: string,
  text: (name: string) => string,
  of: readonly string[] = named,
): Readonly<Record<string, string>> {
  return Object.fromEntries(of.map((name) => [`primary-${name}-${key}`, text(name)]));
}

/** Each path of functions in private subnets without NAT, with each of its hops taken away. */
export const missingForFunctions: readonly Missing[] = [
  ["the gateway endpoint of S3", without("s3-endpoint"), each("s3", () => noEndpoint("s3"), inS3)],
  [
    "a route table of the gateway endpoint of DynamoDB",
    withProperties("dynamodb-endpoint", { routeTableIds: ["private-a-table"] }),
    each(
      "dynamodb",
      () =>
        "subnet private-b: no way to dynamodb: its route table private-b-table is not of the gateway endpoint, and private-b-table has no route to a NAT gateway",
    ),
  ],
  [
    "the functions' rule to DynamoDB",
    without("function-to-dynamodb"),
    each("dynamodb", () => "security group function-group lets no TCP 443 out to gateway endpoint dynamodb-endpoint"),
  ],
  [
    "the functions' rule to S3",
    without("function-to-s3"),
    each("s3", () => "security group function-group lets no TCP 443 out to gateway endpoint s3-endpoint", inS3),
  ],
  [
    "the functions' rule to the endpoint of Secrets Manager",
    without("function-to-secrets"),
    each(
      "secretsmanager",
      () => "security group function-group lets no TCP 443 out to interface endpoint secrets-endpoint",
    ),
  ],
  [
    "the endpoint's rule from the functions",
    without("endpoint-in"),
    each("secretsmanager", (name) => `security group endpoint-group lets no TCP 443 in from function ${name}-primary`),
  ],
  [
    "the endpoint's subnets",
    (all) =>
      withProperties("function-to-secrets", { cidrIpv4: "10.10.0.0/16" })(
        withProperties("secrets-endpoint", { subnetIds: [] })(all),
      ),
    each("secretsmanager", () => "interface endpoint secrets-endpoint of secretsmanager is in no subnet"),
  ],
  [
    "the endpoint's private name",
    withProperties("secrets-endpoint", { privateDnsEnabled: false }),
    each("secretsmanager", () => noEndpoint("secretsmanager")),
  ],
  [
    "names of hosts in the VPC, which private names need",
    withProperties("vpc", { enableDnsHostnames: false }),
    each("secretsmanager", () => noEndpoint("secretsmanager")),
  ],
  [
    "the functions' rule to the database",
    without("client-to-database"),
    each("database", () => "security group function-group lets no TCP 5432 out to cluster ledger"),
  ],
  [
    "the database's rule from the functions",
    without("database-in"),
    each("database", (name) => `security group database-group lets no TCP 5432 in from function ${name}-primary`),
  ],
  [
    "a database in the same VPC",
    withProperties("database-subnets", { subnetIds: [] }),
    each("database", (name) => `no local route: function ${name}-primary is in vpc, cluster ledger is in no VPC`),
  ],
  [
    "a function in the database's VPC",
    withProperties("processor", { vpcConfig: { subnetIds: [], securityGroupIds: ["function-group"] } }),
    {
      "primary-processor-database": "no local route: function processor-primary is in no VPC, cluster ledger is in vpc",
    },
  ],
  [
    "a private address's way out by the internet gateway",
    withProperties("processor", { vpcConfig: { subnetIds: ["public-a"], securityGroupIds: ["function-group"] } }),
    {
      "primary-processor-dynamodb":
        "subnet public-a: no way to dynamodb: its route table public-a-table is not of the gateway endpoint, " +
        "and function processor-primary has no public address for the internet gateway",
      "primary-processor-s3":
        "subnet public-a: no way to s3: its route table public-a-table is not of the gateway endpoint, " +
        "and function processor-primary has no public address for the internet gateway",
    },
  ],

  [
    "the resolver",
    withProperties("vpc", { enableDnsSupport: false }),
    {
      "primary-names": "vpc's resolver is switched off (enableDnsSupport)",
      ...each("secretsmanager", () => noEndpoint("secretsmanager")),
    },
  ],
  ["the listener", without("listener"), { "primary-clients-balancer-80": "balancer balancer has no listener at 80" }],
  [
    "the lag reader itself",
    without("lag-reader"),
    Object.fromEntries(
      ["database", "dynamodb", "secretsmanager", "monitoring"].map((key) => [
        `primary-lag-reader-${key}`,
        "eu-central-1 has no lag-reader-primary",
      ]),
    ),
  ],
  controllerInVpc,
];
