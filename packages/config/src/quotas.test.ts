import { describe, expect, it } from "vitest";
import { neededQuotas } from "./quotas.ts";
import type { QuotaTopology } from "./quotas.ts";

const bare: QuotaTopology = {
  regions: { primary: "us-east-1", standby: "us-west-2" },
  compute: { kind: "lambda-rest-api" },
  routing: { policy: "failover" },
  names: { global: { workloadTable: "ledger", controlTable: "control", boundary: "boundary" } },
};

const codes = (topology: QuotaTopology) =>
  neededQuotas(topology).map(({ name, serviceCode, quotaCode, least }) => [name, serviceCode, quotaCode, least]);

describe("neededQuotas", () => {
  it("are few where there is neither network nor database", () => {
    expect(codes(bare)).toEqual([
      ["Lambda's concurrent executions", "lambda", "L-B99A9384", 103],
      ["Lambda's concurrent executions", "lambda", "L-B99A9384", 116],
      ["DynamoDB tables", "dynamodb", "L-F98FE922", 3],
      ["Route 53 health checks", "route53", "L-ACB674F3", 3],
      ["Route 53 hosted zones", "route53", "L-4EA4796A", 1],
    ]);
  });

  it("are those of instances, database and NAT gateways where there are such", () => {
    const trading: QuotaTopology = {
      regions: bare.regions,
      compute: {
        kind: "ec2-asg",
        instanceType: "t3.small",
        capacity: { primary: { desired: 3, max: 9 }, standby: { desired: 1, max: 9 } },
      },
      database: { instances: { primary: 2, standby: 1 } },
      network: { azCount: 3, natGateways: "one-per-az" },
      routing: { policy: "failover" },
      names: { global: { controlTable: "control" } },
    };
    expect(codes(trading)).toEqual([
      ["Lambda's concurrent executions", "lambda", "L-B99A9384", 106],
      ["Lambda's concurrent executions", "lambda", "L-B99A9384", 119],
      ["VPCs", "vpc", "L-F678F1CE", 1],
      ["internet gateways", "vpc", "L-A4707A72", 1],
      ["NAT gateways per zone", "vpc", "L-FE5A380F", 1],
      ["Elastic IP addresses", "ec2", "L-0263D0A3", 3],
      ["Application Load Balancers", "elasticloadbalancing", "L-53DA6B97", 1],
      ["vCPUs of running On-Demand Standard instances", "ec2", "L-1216C47A", 6],
      ["Aurora clusters", "rds", "L-952B80B8", 1],
      ["database instances", "rds", "L-7B6409FD", 2],
      ["DynamoDB tables", "dynamodb", "L-F98FE922", 2],
      ["Route 53 health checks", "route53", "L-ACB674F3", 3],
      ["Route 53 hosted zones", "route53", "L-4EA4796A", 1],
    ]);
    const processors = neededQuotas(trading).find(({ quotaCode }) => quotaCode === "L-1216C47A");
    expect(processors).toMatchObject({
      full: 18,
      why: "3 instances of t3.small, 9 at most, have 2 each",
    });
  });

  it("grow with reserved concurrency, with weighted records and with function URLs", () => {
    const grown = neededQuotas({
      ...bare,
      compute: { kind: "lambda-alb", reservedConcurrency: 100, functionUrls: true },
      network: { azCount: 2, natGateways: "none" },
      routing: { policy: "weighted", functionUrlCheck: {} },
    });
    expect(grown.map(({ name, least }) => [name, least])).toEqual([
      ["Lambda's concurrent executions", 213],
      ["Lambda's concurrent executions", 226],
      ["VPCs", 1],
      ["internet gateways", 1],
      ["Application Load Balancers", 1],
      ["DynamoDB tables", 3],
      ["Route 53 health checks", 7],
      ["Route 53 hosted zones", 1],
    ]);
    expect(grown.slice(0, 2).map(({ region, why }) => [region, why])).toEqual([
      [
        "us-east-1",
        "113 are reserved (heartbeat 3, health function 10, workload 100), and Lambda keeps 100 unreserved",
      ],
      [
        "us-west-2",
        "126 are reserved (heartbeat 3, health function 10, controller 3, latch 10, workload 100), " +
          "and Lambda keeps 100 unreserved",
      ],
    ]);
  });

  it("share one NAT gateway's address where there is one", () => {
    const single = neededQuotas({ ...bare, network: { azCount: 3, natGateways: "single" } });
    expect(single.find(({ quotaCode }) => quotaCode === "L-0263D0A3")?.least).toBe(1);
  });

  it("leave instances out whose processors are not known", () => {
    const capacity = { primary: { desired: 1, max: 1 }, standby: { desired: 1, max: 1 } };
    const metal = neededQuotas({ ...bare, compute: { kind: "ec2-asg", instanceType: "m7g.metal", capacity } });
    expect(metal.map(({ quotaCode }) => quotaCode)).not.toContain("L-1216C47A");
  });

  it("are within what AWS gives on request, and say where that is written", () => {
    for (const { least, usual, source } of neededQuotas({ ...bare, network: { azCount: 3, natGateways: "single" } })) {
      expect(least).toBeLessThanOrEqual(usual);
      expect(source).toMatch(/^A|^E/);
    }
  });
});
