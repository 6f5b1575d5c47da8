import type { asset } from "@pulumi/pulumi";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import {
  keepTopology,
  only,
  protectedNames,
  run,
  shape,
  tags,
  topology,
  topologyOfProfile,
} from "../testing/topology.ts";
import { StandbyControl } from "./standby-control.ts";

const keyArn = "arn:aws:kms:us-east-2:123456789012:key/mrk-1";
const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const roles = {
  controllerRoleArn: roleArn("controller"),
  controllerScheduleRoleArn: roleArn("schedule"),
  latchRoleArn: roleArn("latch"),
};
const make = (given = topology) =>
  withMocks(() => {
    const { standby: provider } = regionalProviders(given, ["standby"]);
    const tables = { markerTableName: "ledger", controlTableName: "control" };
    new StandbyControl("control", { topology: given, provider, ...roles, keyArn, ...tables });
  }, run);
const { resources } = await make();
const zurich = (await make(topologyOfProfile("trading-eu"))).resources;
const controllerName = "payment-failover-us-east-2-dev1";
const latchName = "payment-latch-us-east-2-dev1";
const stateName = "payment-failover-state-us-east-2-dev1";
const LAMBDA = "aws:lambda/function:Function";

/** A function's inputs with the folder of its code. */
async function functionInputs(name: string) {
  const { code, ...inputs } = only(resources, LAMBDA, name).inputs;
  return { ...inputs, folder: (await (code as asset.FileArchive).path).split("/").slice(-4).join("/") };
}
const common = (name: string) => ({
  name,
  runtime: "nodejs24.x",
  architectures: ["arm64"],
  handler: "index.handler",
  memorySize: 256,
  loggingConfig: { logFormat: "JSON", logGroup: `/aws/lambda/${name}` },
  tags: tags(name),
});

describe("StandbyControl", () => {
  it("makes controller, table, latch and the latch's check, all in the standby region", () => {
    expect(shape(resources)).toEqual([
      "aws:cloudwatch/logGroup:LogGroup control-controller < control-controller @ aws-standby",
      "aws:cloudwatch/logGroup:LogGroup control-latch < control-latch @ aws-standby",
      "aws:dynamodb/table:Table control-state < control-state @ aws-standby",
      "aws:lambda/function:Function control-controller < control-controller @ aws-standby",
      "aws:lambda/function:Function control-latch < control-latch @ aws-standby",
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig control-controller < control-controller @ aws-standby",
      "aws:lambda/functionUrl:FunctionUrl control-latch < control-latch @ aws-standby",
      "aws:lambda/permission:Permission control-latch-function < control-latch @ aws-standby",
      "aws:lambda/permission:Permission control-latch-url < control-latch @ aws-standby",
      "aws:route53/healthCheck:HealthCheck control-latch-check < control-latch-check @ aws-standby",
      "aws:scheduler/schedule:Schedule control-controller < control-controller @ aws-standby",
      "tandem:failover:FailoverController control-controller < control @ none",
      "tandem:failover:Latch control-latch < control @ none",
      "tandem:failover:LatchHealthCheck control-latch-check < control @ none",
      "tandem:failover:StandbyControl control < stack @ none",
      "tandem:failover:StateTable control-state < control @ none",
    ]);
    const url = only(resources, "tandem:failover:Latch").outputs?.["url"];
    expect(url).toMatch(/^https:\/\/[0-9a-f]{32}\.lambda-url\.us-east-2\.on\.aws\/latch$/);
    expect(only(resources, "tandem:failover:StandbyControl").outputs).toEqual({
      controllerFunctionName: controllerName,
      stateTableName: stateName,
      latchUrl: url,
      latchHealthCheckId: only(resources, "tandem:failover:LatchHealthCheck").outputs?.["healthCheckId"],
    });
    expect(only(resources, "tandem:failover:FailoverController").outputs).toEqual({ functionName: controllerName });
    expect(only(resources, "tandem:failover:StateTable").outputs).toEqual({ tableName: stateName });
  });

  it("protects table and logs where data is kept, and nothing else", async () => {
    expect(protectedNames(resources)).toEqual([]);
    const kept = await make(keepTopology);
    expect(protectedNames(kept.resources)).toEqual([
      "aws:cloudwatch/logGroup:LogGroup control-controller protect=true retain=true",
      "aws:cloudwatch/logGroup:LogGroup control-latch protect=true retain=true",
      "aws:dynamodb/table:Table control-state protect=true retain=true",
    ]);
    expect(only(kept.resources, "aws:dynamodb/table:Table").inputs["deletionProtectionEnabled"]).toBe(true);
  });

  it("logs to groups that exist before the functions, encrypted", () => {
    for (const [resource, name] of [
      ["control-controller", controllerName],
      ["control-latch", latchName],
    ] as const) {
      expect(only(resources, "aws:cloudwatch/logGroup:LogGroup", resource).inputs).toEqual({
        name: `/aws/lambda/${name}`,
        retentionInDays: 30,
        kmsKeyId: keyArn,
        tags: tags(name),
      });
    }
  });
});

describe("StateTable", () => {
  it("is of one region, encrypted, and can be brought back", () => {
    expect(only(resources, "aws:dynamodb/table:Table").inputs).toEqual({
      name: stateName,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      rangeKey: "sk",
      attributes: [
        { name: "pk", type: "S" },
        { name: "sk", type: "S" },
      ],
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
      deletionProtectionEnabled: false,
      tags: tags(stateName),
    });
  });
});

describe("FailoverController", () => {
  it("runs long enough for its ticks, at most three at once, and knows both regions by their names", async () => {
    expect(await functionInputs("control-controller")).toEqual({
      ...common(controllerName),
      description: "leaves the primary region when it is lost",
      folder: "packages/handlers/dist/controller",
      role: roles.controllerRoleArn,
      timeout: 180,
      reservedConcurrentExecutions: 3,
      environment: {
        variables: {
          STATE_TABLE: stateName,
          CONTROL_TABLE: "control",
          MARKER_TABLE: "ledger",
          PRIMARY_REGION: "us-east-1",
          STANDBY_REGION: "us-east-2",
          PRIMARY_BUCKET: "payment-docs-us-east-1-dev1",
          STANDBY_BUCKET: "payment-docs-us-east-2-dev1",
          PRIMARY_TOPIC_ARN: "arn:aws:sns:us-east-1:123456789012:failover-alerts-us-east-1-dev1",
          STANDBY_TOPIC_ARN: "arn:aws:sns:us-east-2:123456789012:failover-alerts-us-east-2-dev1",
          FAILOVER_NAME: "api.payment-dev1.test.local",
          CONTROL_PROBE_URL: "https://dynamodb.us-west-2.amazonaws.com/ping",
          ENVIRONMENT: "dev",
          POWERTOOLS_SERVICE_NAME: "payment-failover",
          LOG_LEVEL: "INFO",
        },
      },
    });
    expect(only(resources, LAMBDA, "control-controller").ignoreChanges).toEqual([]);
  });

  it("is started every minute, and a start that fails is not tried again", () => {
    const never = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 };
    const started = only(resources, "aws:scheduler/schedule:Schedule");
    expect(started.inputs).toEqual({
      name: "payment-failover-schedule-us-east-2-dev1",
      description: "starts the failover controller",
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:aws:lambda:us-east-2:123456789012:function:${controllerName}`,
        roleArn: roles.controllerScheduleRoleArn,
        retryPolicy: never,
      },
    });
    const retries = only(resources, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
    expect(retries.inputs).toEqual({ functionName: controllerName, ...never });
    expect(started.dependsOn).toContain("control-controller");
  });
});

describe("Latch", () => {
  it("answers within Route 53's two seconds or not at all, and reads the controller's table", async () => {
    expect(await functionInputs("control-latch")).toEqual({
      ...common(latchName),
      description: "tells Route 53 whether the primary has been left",
      folder: "packages/handlers/dist/latch",
      role: roles.latchRoleArn,
      timeout: 3,
      reservedConcurrentExecutions: 10,
      environment: {
        variables: {
          STATE_TABLE: stateName,
          ENVIRONMENT: "dev",
          POWERTOOLS_SERVICE_NAME: "payment-latch",
          LOG_LEVEL: "INFO",
        },
      },
    });
  });

  it("may be asked by anybody, by its address and not otherwise", () => {
    expect(only(resources, "aws:lambda/functionUrl:FunctionUrl").inputs).toEqual({
      functionName: latchName,
      authorizationType: "NONE",
    });
    const inputsOf = (name: string) => only(resources, "aws:lambda/permission:Permission", name).inputs;
    expect(inputsOf("control-latch-url")).toEqual({
      function: latchName,
      principal: "*",
      statementId: "anybody-asks-url",
      action: "lambda:InvokeFunctionUrl",
      functionUrlAuthType: "NONE",
    });
    expect(inputsOf("control-latch-function")).toEqual({
      function: latchName,
      principal: "*",
      statementId: "anybody-invokes-by-url",
      action: "lambda:InvokeFunction",
      invokedViaFunctionUrl: true,
    });
  });
});

describe("Latch, in a region without function URLs", () => {
  const api = "aws:apigateway/restApi:RestApi";

  it("may be asked by anybody by a REST API of its own", () => {
    expect(shape(zurich).filter((line) => line.includes("Url") || line.startsWith("aws:apigateway"))).toEqual([
      "aws:apigateway/deployment:Deployment control-latch-api < control-latch-api @ aws-standby",
      "aws:apigateway/integration:Integration control-latch-api-proxy < control-latch-api @ aws-standby",
      "aws:apigateway/integration:Integration control-latch-api-root < control-latch-api @ aws-standby",
      "aws:apigateway/method:Method control-latch-api-proxy < control-latch-api @ aws-standby",
      "aws:apigateway/method:Method control-latch-api-root < control-latch-api @ aws-standby",
      "aws:apigateway/resource:Resource control-latch-api-proxy < control-latch-api @ aws-standby",
      "aws:apigateway/restApi:RestApi control-latch-api < control-latch-api @ aws-standby",
      "aws:apigateway/stage:Stage control-latch-api < control-latch-api @ aws-standby",
    ]);
    expect(only(zurich, api).inputs).toMatchObject({
      name: "failover-latch-dev1",
      tags: { Name: "failover-latch-dev1" },
      endpointConfiguration: { types: "REGIONAL" },
    });
    expect(only(zurich, "aws:lambda/permission:Permission").inputs).toMatchObject({
      function: "failover-latch-dev1",
      principal: "apigateway.amazonaws.com",
      sourceArn: expect.stringMatching(/\/prod\/\*$/),
    });
  });

  it("is asked below its stage, once all of it is there", () => {
    const check = only(zurich, "aws:route53/healthCheck:HealthCheck");
    const { hostname, url } = only(zurich, "tandem:failover:Latch").outputs ?? {};
    expect(hostname).toMatch(/^[0-9a-z]+\.execute-api\.eu-central-2\.amazonaws\.com$/);
    expect(url).toBe(`https://${String(hostname)}/prod/latch`);
    expect(check.inputs).toMatchObject({ fqdn: hostname, resourcePath: "/prod/latch", searchString: "LATCHED-dev" });
    expect(check.dependsOn).toEqual(expect.arrayContaining(["control-latch-api"]));
  });
});

describe("LatchHealthCheck", () => {
  it("is unhealthy by one answer that names the environment's latch as set, once anybody may ask", () => {
    const check = only(resources, "aws:route53/healthCheck:HealthCheck");
    const hostname = only(resources, "tandem:failover:Latch").outputs?.["hostname"];
    expect(check.inputs).toEqual({
      type: "HTTPS_STR_MATCH",
      fqdn: hostname,
      port: 443,
      enableSni: true,
      resourcePath: "/latch",
      searchString: "LATCHED-dev",
      invertHealthcheck: true,
      requestInterval: 10,
      failureThreshold: 1,
      tags: tags(latchName),
    });
    expect(hostname).toMatch(/^[0-9a-f]{32}\.lambda-url\.us-east-2\.on\.aws$/);
    expect(check.dependsOn).toEqual(expect.arrayContaining(["control-latch-function", "control-latch-url"]));
  });
});
