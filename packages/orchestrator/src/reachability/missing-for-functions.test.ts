import { describe, expect, it } from "vitest";
import { checkReachability } from "./check-reachability.ts";
import { functions, inFunctions, withProperties, without, wrong } from "./testing/cases.ts";
import type { Change } from "./testing/cases.ts";
import { functionRegion } from "./testing/region-resources.ts";

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

describe("of what is missing, finds exactly that, of functions without NAT:", () => {
  const named = ["processor", "health", "heartbeat"] as const;
  const each = (key: string, text: (name: string) => string, of: readonly string[] = named) =>
    Object.fromEntries(of.map((name) => [`primary-${name}-${key}`, text(name)]));
  const stores = ["processor", "heartbeat"];

  it.each<[string, Change, Readonly<Record<string, string>>]>([
    ["the gateway endpoint of S3", without("s3-endpoint"), each("s3", () => noEndpoint("s3"), stores)],
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
      each("s3", () => "security group function-group lets no TCP 443 out to gateway endpoint s3-endpoint", stores),
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
      each(
        "secretsmanager",
        (name) => `security group endpoint-group lets no TCP 443 in from function ${name}-primary`,
      ),
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
        "primary-processor-database":
          "no local route: function processor-primary is in no VPC, cluster ledger is in vpc",
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
  ])("%s", (_, change, expected) => {
    expect(wrong(functions, change)).toEqual(expected);
  });

  it("a controller that is in no VPC", () => {
    const found = checkReachability(
      inFunctions,
      new Map([
        ["primary-region", functionRegion("eu-central-1", "primary")],
        [
          "standby-region",
          withProperties("controller", { vpcConfig: { subnetIds: ["private-a"] } })(
            functionRegion("eu-central-2", "standby"),
          ),
        ],
      ]),
    );
    expect(found.filter(({ ok }) => !ok)).toEqual([
      {
        id: "reachability-standby-controller-outside",
        ok: false,
        detail: "checked statically: function controller is in a VPC, and would be lost with what the VPC needs",
      },
    ]);
  });
});
