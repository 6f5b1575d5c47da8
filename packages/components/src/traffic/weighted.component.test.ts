import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { HealthFunction } from "../compute/health-function.ts";
import { FunctionAccess } from "../network/function-access.ts";
import { regionalProviders } from "../providers.ts";
import {
  balancedTopology,
  only,
  privateTopology as topology,
  run,
  shape,
  tags,
  prefixListIds,
} from "../testing/topology.ts";
import { EndpointHealthCheck } from "./endpoint-health-check.ts";
import { FailoverHealthCheck } from "./failover-health-check.ts";
import { FunctionUrlHealthCheck } from "./function-url-health-check.ts";
import { StandbyHealthCheck } from "./standby-health-check.ts";
import { WeightedRecords } from "./weighted-records.ts";

const check = "aws:route53/healthCheck:HealthCheck";
const record = "aws:route53/record:Record";

describe("weighted routing", async () => {
  const { resources, outputs } = await withMocks(() => {
    const { standby: provider } = regionalProviders(topology, ["standby"]);
    const place = { topology, provider };
    const asked = (role: "primary" | "standby") => ({
      endpointCheckId: new EndpointHealthCheck(`${role}-balancer`, { ...place, role, hostname: `${role}.elb.test` })
        .healthCheckId,
      functionUrlCheckId: new FunctionUrlHealthCheck(`${role}-function`, {
        ...place,
        role,
        hostname: `${role}.url.test`,
      }).healthCheckId,
    });
    const primary = new FailoverHealthCheck("failover", { ...place, ...asked("primary"), latchCheckId: "latch" });
    const standby = new StandbyHealthCheck("standby", { ...place, ...asked("standby") });
    const healthCheckIds = { primary: primary.healthCheckId, standby: standby.healthCheckId };
    const records = new WeightedRecords("records", {
      ...place,
      zoneId: "Z1",
      targets: { primary: { hostname: "primary.elb.test" }, standby: { hostname: "standby.elb.test" } },
      healthCheckIds,
    });
    return { healthCheckIds, dnsName: records.dnsName };
  }, run);
  const inputsOf = (type: string, name: string) => only(resources, type, name).inputs;

  it("makes the standby's record after the primary's: alone it would be the answer, whatever its weight", () => {
    expect(only(resources, record, "records-standby").dependsOn).toContain("records-primary");
  });

  it("makes a pair of records, and checks of each region's balancer and function", () => {
    expect(shape(resources).filter((line) => line.startsWith("aws:"))).toEqual([
      `${check} failover < failover @ aws-standby`,
      `${check} primary-balancer < primary-balancer @ aws-standby`,
      `${check} primary-function < primary-function @ aws-standby`,
      `${check} standby < standby @ aws-standby`,
      `${check} standby-balancer < standby-balancer @ aws-standby`,
      `${check} standby-function < standby-function @ aws-standby`,
      `${record} records-primary < records @ aws-standby`,
      `${record} records-standby < records @ aws-standby`,
    ]);
    expect(outputs.dnsName).toBe("api.transactions-dev1.test.local");
  });

  it.each([
    ["primary", 100],
    ["standby", 0],
  ] as const)("gives the %s a weight of %i and a check of its own", (role, weight) => {
    expect(inputsOf(record, `records-${role}`)).toEqual({
      zoneId: "Z1",
      name: "api.transactions-dev1.test.local",
      type: "CNAME",
      ttl: 10,
      records: [`${role}.elb.test`],
      setIdentifier: role,
      weightedRoutingPolicies: [{ weight }],
      healthCheckId: outputs.healthCheckIds[role],
    });
  });

  it("asks functions by HTTPS every 30 s, three times, whether their region could serve, fenced or not", () => {
    const asked = (role: "primary" | "standby") => inputsOf(check, `${role}-function`);
    expect(asked("primary")).toEqual({
      type: "HTTPS_STR_MATCH",
      fqdn: "primary.url.test",
      port: 443,
      enableSni: true,
      resourcePath: "/ready",
      searchString: '"status":"ready","market":"valid"',
      requestInterval: 30,
      failureThreshold: 3,
      tags: tags("transaction-health-us-east-1-dev1", topology),
    });
    expect(asked("standby")).toMatchObject({
      resourcePath: "/ready",
      searchString: '"status":"ready","market":"valid"',
    });
  });

  it("asks balancers by HTTP beside them, since a function's address stays healthy when its balancer dies", () => {
    expect(inputsOf(check, "standby-balancer")).toMatchObject({
      type: "HTTP_STR_MATCH",
      fqdn: "standby.elb.test",
      port: 80,
      resourcePath: "/ready",
      requestInterval: 10,
      failureThreshold: 3,
    });
  });

  it("leaves the primary when any of balancer, function and latch says so, and takes the standby when both do", () => {
    const { healthCheckIds } = outputs;
    expect(inputsOf(check, "failover")).toMatchObject({
      type: "CALCULATED",
      childHealthchecks: [expect.any(String), "latch", expect.any(String)],
      childHealthThreshold: 3,
    });
    expect(inputsOf(check, "standby")).toMatchObject({ type: "CALCULATED", childHealthThreshold: 2 });
    expect(new Set(Object.values(healthCheckIds)).size).toBe(2);
  });

  it("has no check of functions in a profile without them", async () => {
    const made = withMocks(() => {
      const { primary: provider } = regionalProviders(balancedTopology, ["primary"]);
      new FunctionUrlHealthCheck("f", { topology: balancedTopology, role: "primary", provider, hostname: "h.test" });
    }, run);
    await expect(made).rejects.toThrow("trading-serverless-us has no check of function URLs");
  });
});

describe("HealthFunction", async () => {
  const { resources, outputs } = await withMocks(() => {
    const { primary: provider } = regionalProviders(topology, ["primary"]);
    const place = { topology, role: "primary", provider } as const;
    const access = new FunctionAccess("functions", {
      ...place,
      vpcId: "vpc-1",
      subnetIds: ["subnet-1"],
      prefixListIds,
    });
    return new HealthFunction("health", {
      ...place,
      roleArn: "arn:aws:iam::123456789012:role/health",
      keyArn: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
      code: "latch",
      variables: { SERVES: "health" },
      access,
    }).hostname;
  }, run);

  it("is a function in private subnets with an address that anybody may ask", () => {
    expect(shape(resources).filter((line) => line.includes("health"))).toEqual([
      "aws:cloudwatch/logGroup:LogGroup health < health @ aws-primary",
      "aws:lambda/function:Function health < health @ aws-primary",
      "aws:lambda/functionUrl:FunctionUrl health < health @ aws-primary",
      "aws:lambda/permission:Permission health-function < health @ aws-primary",
      "aws:lambda/permission:Permission health-url < health @ aws-primary",
      "tandem:compute:HealthFunction health < stack @ none",
    ]);
    expect(outputs).toMatch(/^[0-9a-f]{32}\.lambda-url\.us-east-1\.on\.aws$/);
    expect(only(resources, "aws:lambda/function:Function").inputs).toMatchObject({
      name: "transaction-health-us-east-1-dev1",
      timeout: 3,
      reservedConcurrentExecutions: 10,
      environment: { variables: { SERVES: "health" } },
      vpcConfig: { subnetIds: ["subnet-1"] },
      loggingConfig: { logGroup: "/aws/lambda/transaction-health-us-east-1-dev1" },
      tags: tags("transaction-health-us-east-1-dev1", topology),
    });
  });
});
