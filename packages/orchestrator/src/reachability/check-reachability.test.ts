import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../unknown.ts";
import { checkReachability } from "./check-reachability.ts";
import { check, functions, instances, outside } from "./testing/cases.ts";
import { planned } from "./testing/planned.ts";

describe("checkReachability", () => {
  it("has nothing to check where the profile has no VPC", () => {
    const { network: _, ...bare } = instances.topology;
    expect(checkReachability(bare, new Map())).toEqual([]);
  });

  it("explains each path of instances hop by hop", () => {
    const checks = check(instances);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual([
      "reachability-primary-names",
      "reachability-primary-clients-balancer-80",
      "reachability-primary-balancer-instances",
      "reachability-primary-instances-database",
      "reachability-primary-instances-dynamodb",
      "reachability-primary-instances-s3",
      "reachability-primary-instances-secretsmanager",
      "reachability-primary-instances-logs",
      "reachability-primary-instances-internet",
      "reachability-primary-lag-reader-database",
      "reachability-primary-lag-reader-dynamodb",
      "reachability-primary-lag-reader-secretsmanager",
      "reachability-primary-lag-reader-monitoring",
      "reachability-primary-heartbeat-database",
      "reachability-primary-heartbeat-dynamodb",
      "reachability-primary-heartbeat-s3",
      "reachability-primary-heartbeat-secretsmanager",
      "reachability-standby-names",
      "reachability-standby-clients-balancer-80",
      "reachability-standby-balancer-instances",
      "reachability-standby-instances-database",
      "reachability-standby-instances-dynamodb",
      "reachability-standby-instances-s3",
      "reachability-standby-instances-secretsmanager",
      "reachability-standby-instances-logs",
      "reachability-standby-instances-internet",
      "reachability-standby-lag-reader-database",
      "reachability-standby-lag-reader-dynamodb",
      "reachability-standby-lag-reader-secretsmanager",
      "reachability-standby-lag-reader-monitoring",
      "reachability-standby-heartbeat-database",
      "reachability-standby-heartbeat-dynamodb",
      "reachability-standby-heartbeat-s3",
      "reachability-standby-heartbeat-secretsmanager",
      "reachability-standby-controller-outside",
    ]);
    const detail = (id: string) => checks.find((each) => each.id === `reachability-primary-${id}`)?.detail;
    expect(detail("instances-database")).toBe(
      "checked statically: security group instance-group lets TCP 5432 out to cluster ledger; local route in vpc; " +
        "security group database-group lets TCP 5432 in from instances of group; cluster ledger has an instance that answers",
    );
    expect(detail("balancer-instances")).toBe(
      "checked statically: local route in vpc; target group targets connects to 8080; " +
        "security group balancer-group lets TCP 8080 out to instances of group; " +
        "security group instance-group lets TCP 8080 in from balancer balancer",
    );
    expect(detail("clients-balancer-80")).toBe(
      "checked statically: balancer balancer faces the internet; balancer balancer is in 2 subnets; " +
        "subnet public-a leads to the internet gateway; subnet public-b leads to the internet gateway; " +
        "security group balancer-group lets TCP 80 in from the internet; a listener at 80",
    );
    expect(detail("lag-reader-secretsmanager")).toBe(
      "checked statically: security group function-group lets TCP 443 out to the internet; subnet private-a leads to NAT gateway nat-a; " +
        "NAT gateway nat-a in subnet public-a leads to the internet gateway; subnet private-b leads to NAT gateway nat-b; " +
        "NAT gateway nat-b in subnet public-b leads to the internet gateway",
    );
    expect(detail("instances-internet")).toBe(
      "checked statically: security group instance-group lets TCP 443 out to the internet; subnet private-a leads to NAT gateway nat-a; " +
        "NAT gateway nat-a in subnet public-a leads to the internet gateway; subnet private-b leads to NAT gateway nat-b; " +
        "NAT gateway nat-b in subnet public-b leads to the internet gateway",
    );
    expect(detail("lag-reader-monitoring")).toBe(
      "checked statically: function lag-reader-primary writes them to its log, which Lambda hands over outside the VPC",
    );
    expect(detail("names")).toBe("checked statically: vpc's resolver answers");
    expect(checks.at(-1)?.detail).toBe("checked statically: function controller is in no VPC");
  });

  it("explains each path of functions without NAT hop by hop", () => {
    const checks = check(functions);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    const detail = (id: string) => checks.find((each) => each.id === `reachability-primary-${id}`)?.detail;
    expect(detail("processor-dynamodb")).toBe(
      "checked statically: security group function-group lets TCP 443 out to gateway endpoint dynamodb-endpoint; " +
        "subnets private-a, private-b lead to dynamodb by gateway endpoint dynamodb-endpoint",
    );
    expect(detail("processor-secretsmanager")).toBe(
      "checked statically: security group function-group lets TCP 443 out to interface endpoint secrets-endpoint; " +
        "local route in vpc; security group endpoint-group lets TCP 443 in from function processor-primary; " +
        "interface endpoint secrets-endpoint of secretsmanager answers in subnets private-a, private-b",
    );
    expect(checks.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["reachability-primary-health-database", "reachability-primary-heartbeat-database"]),
    );
  });

  it.each([
    ["instances", instances],
    ["functions", functions],
    ["functions in no VPC", outside],
  ] as const)("finds the same of a plan, in which no identifier is known: %s", (_, which) => {
    const found = checkReachability(
      which.topology,
      new Map([
        ["primary-region", planned(which.region(which.topology, "primary"), UNKNOWN)],
        ["standby-region", planned(which.region(which.topology, "standby"), UNKNOWN)],
      ]),
    );
    expect(found).toEqual(check(which));
  });
});
