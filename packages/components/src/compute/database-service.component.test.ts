import { withMocks } from "@tandem/testing";
import type { asset } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { networkProvider, regionalProviders } from "../providers.ts";
import { only, privateTopology as topology, run } from "../testing/topology.ts";
import { RegionalService } from "./regional-service.ts";
import type { RegionalServiceArgs } from "./regional-service.ts";

const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const make = (without: readonly (keyof RegionalServiceArgs)[] = []) =>
  withMocks(() => {
    const { standby: provider } = regionalProviders(topology, ["standby"]);
    const args: RegionalServiceArgs = {
      topology,
      role: "standby",
      provider,
      awsxProvider: networkProvider(topology),
      roleArn: roleArn("processor"),
      healthRoleArn: roleArn("health"),
      heartbeatRoleArn: roleArn("heartbeat"),
      heartbeatScheduleRoleArn: roleArn("heartbeat-schedule"),
      keyArn: "arn:aws:kms:us-west-2:123456789012:key/mrk-1",
      controlTableName: "control",
      sessionsTableName: "sessions",
      database: {
        globalClusterId: "transactions",
        secretArn: "arn:aws:secretsmanager:us-west-2:123456789012:secret:user-a1b2c3",
        lagReaderRoleArn: roleArn("lag"),
        lagReaderScheduleRoleArn: roleArn("lag-schedule"),
      },
      zoneId: "Z1",
      certificateArns: {},
    };
    const given = Object.fromEntries(Object.entries(args).filter(([key]) => !without.some((name) => name === key)));
    return new RegionalService("service", given as unknown as RegionalServiceArgs).outputs();
  }, run);
const { resources, outputs } = await make();
const functionInputs = (name: string) => only(resources, "aws:lambda/function:Function", name).inputs;

describe("RegionalService over a database", () => {
  it("puts every function of the region before it into the private subnets", () => {
    const { vpcConfig } = functionInputs("service-ledger");
    expect(vpcConfig).toMatchObject({
      subnetIds: only(resources, "tandem:network:RegionalNetwork").outputs?.["privateSubnetIds"],
    });
    for (const name of ["service-health", "service-heartbeat", "service-lag"]) {
      expect(functionInputs(name)["vpcConfig"]).toEqual(vpcConfig);
    }
  });

  it("tells its health past the balancer, and nothing else there", async () => {
    const { code, ...health } = functionInputs("service-health");
    expect(await (code as asset.FileArchive).path).toMatch(/\/dist\/ledger-postgres$/);
    expect(health).toMatchObject({
      role: roleArn("health"),
      environment: { variables: { SERVES: "health", POWERTOOLS_SERVICE_NAME: "transaction-health", ROLE: "standby" } },
    });
    expect(functionInputs("service-ledger")).toMatchObject({
      role: roleArn("processor"),
      environment: { variables: { SERVES: "all", SESSIONS_TABLE: "sessions", STARTS_FENCED: "true" } },
    });
    expect(outputs.functionUrlHostname).toMatch(/^[0-9a-f]{32}\.lambda-url\.us-west-2\.on\.aws$/);
  });

  it("wants what the stacks above have made for it", async () => {
    await expect(make(["database"])).rejects.toThrow("transactions-us has no database");
    await expect(make(["healthRoleArn"])).rejects.toThrow("transactions-us has no role of the health function");
  });
});
