import { asset } from "@pulumi/pulumi";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { keepTopology, only, protectedNames, run, shape, tags, topology } from "../testing/topology.ts";
import { definitionHash, proxyRoutes } from "./api-definition.ts";
import { RegionalService } from "./regional-service.ts";

const roleArn = "arn:aws:iam::123456789012:role/payment-processor-us-east-1-dev1";
const keyArn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";
const make = (given = topology) =>
  withMocks(() => {
    const { primary: provider } = regionalProviders(given, ["primary"]);
    new RegionalService("service", {
      topology: given,
      role: "primary",
      provider,
      awsxProvider: undefined,
      roleArn,
      heartbeatRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-us-east-1-dev1",
      heartbeatScheduleRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-schedule-us-east-1-dev1",
      keyArn,
      workloadTableName: "ledger",
      controlTableName: "control",
      zoneId: "Z1",
      certificateArns: {},
    });
  }, run);
const { resources } = await make();
const api = only(resources, "tandem:compute:RestApi").outputs;
const apiId = String(api?.["apiId"]);
const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:payment-processor-us-east-1-dev1";

describe("RegionalService", () => {
  it("makes a function, an API, a heartbeat, a topic and alarms, all in its region", () => {
    const apart = new Set<string | undefined>(["service-alarms", "service-heartbeat"]);
    const others = resources.filter(({ parent }) => !apart.has(parent));
    expect(shape(others)).toEqual([
      "aws:apigateway/deployment:Deployment service-api < service-api @ aws-primary",
      "aws:apigateway/integration:Integration service-api-proxy < service-api @ aws-primary",
      "aws:apigateway/integration:Integration service-api-root < service-api @ aws-primary",
      "aws:apigateway/method:Method service-api-proxy < service-api @ aws-primary",
      "aws:apigateway/method:Method service-api-root < service-api @ aws-primary",
      "aws:apigateway/resource:Resource service-api-proxy < service-api @ aws-primary",
      "aws:apigateway/restApi:RestApi service-api < service-api @ aws-primary",
      "aws:apigateway/stage:Stage service-api < service-api @ aws-primary",
      "aws:cloudwatch/logGroup:LogGroup service-ledger < service-ledger @ aws-primary",
      "aws:lambda/function:Function service-ledger < service-ledger @ aws-primary",
      "aws:lambda/permission:Permission service-api < service-api @ aws-primary",
      "aws:sns/topic:Topic service-alerts < service-alerts @ aws-primary",
      "tandem:compute:LedgerFunction service-ledger < service @ none",
      "tandem:compute:RegionalService service < stack @ none",
      "tandem:compute:RestApi service-api < service @ none",
      "tandem:failover:HeartbeatWriter service-heartbeat < service @ none",
      "tandem:observability:AlertTopic service-alerts < service @ none",
      "tandem:observability:RegionAlarms service-alarms < service @ none",
    ]);
  });

  it("registers what a region publishes", () => {
    expect(only(resources, "tandem:compute:RegionalService").outputs).toEqual({
      apiEndpoint: `https://${apiId}.execute-api.us-east-1.amazonaws.com/prod`,
      apiHostname: `${apiId}.execute-api.us-east-1.amazonaws.com`,
      apiId,
      trafficHostname: `${apiId}.execute-api.us-east-1.amazonaws.com`,
      processorFunctionName: "payment-processor-us-east-1-dev1",
      processorFunctionArn: functionArn,
      alertTopicArn: "arn:aws:sns:us-east-1:123456789012:failover-alerts-us-east-1-dev1",
      alarmArns: only(resources, "tandem:observability:RegionAlarms").outputs?.["alarmArns"],
    });
  });
});

describe("LedgerFunction", () => {
  const { code, ...inputs } = only(resources, "aws:lambda/function:Function", "service-ledger").inputs;

  it("runs the bundle with its role, its tables and its log group, and sets no variable of Lambda's own", () => {
    expect(inputs).toEqual({
      name: "payment-processor-us-east-1-dev1",
      description: "transaction ledger",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      role: roleArn,
      memorySize: 512,
      timeout: 10,
      environment: {
        variables: {
          WORKLOAD_TABLE: "ledger",
          CONTROL_TABLE: "control",
          DOCUMENTS_BUCKET: "payment-docs-us-east-1-dev1",
          STARTS_FENCED: "false",
          ROLE_RECORD: "role.api.payment-dev1.test.local",
          ROLE: "primary",
          ENVIRONMENT: "dev",
          POWERTOOLS_SERVICE_NAME: "payment-processor",
          LOG_LEVEL: "INFO",
        },
      },
      loggingConfig: { logFormat: "JSON", logGroup: "/aws/lambda/payment-processor-us-east-1-dev1" },
      tags: tags("payment-processor-us-east-1-dev1"),
    });
    expect(JSON.stringify(inputs)).not.toContain("AWS_REGION");
  });

  it("takes its code from the handlers' bundle", async () => {
    expect(code).toBeInstanceOf(asset.FileArchive);
    expect(await (code as asset.FileArchive).path).toMatch(/\/packages\/handlers\/dist\/transaction$/);
  });

  it("logs to a group that exists before it, encrypted, for 30 days", () => {
    expect(only(resources, "aws:cloudwatch/logGroup:LogGroup", "service-ledger").inputs).toEqual({
      name: "/aws/lambda/payment-processor-us-east-1-dev1",
      retentionInDays: 30,
      kmsKeyId: keyArn,
      tags: tags("payment-processor-us-east-1-dev1"),
    });
    expect(only(resources, "aws:lambda/function:Function", "service-ledger").dependsOn).toContain("service-ledger");
  });

  it("keeps its logs where data is kept", async () => {
    const kept = await make(keepTopology);
    expect(protectedNames(resources)).toEqual([]);
    expect(protectedNames(kept.resources)).toEqual([
      "aws:cloudwatch/logGroup:LogGroup service-heartbeat protect=true retain=true",
      "aws:cloudwatch/logGroup:LogGroup service-ledger protect=true retain=true",
    ]);
  });
});

describe("RestApi", () => {
  const rootResourceId = only(resources, "aws:apigateway/method:Method", "service-api-root").inputs["resourceId"];
  const proxyResourceId = only(resources, "aws:apigateway/method:Method", "service-api-proxy").inputs["resourceId"];

  it("is regional", () => {
    expect(only(resources, "aws:apigateway/restApi:RestApi").inputs).toEqual({
      name: "payment-api-us-east-1-dev1",
      description: "transaction ledger",
      endpointConfiguration: { types: "REGIONAL" },
      binaryMediaTypes: ["*/*"],
      tags: tags("payment-api-us-east-1-dev1"),
    });
  });

  it("serves every path below the root, and the root itself", () => {
    expect(only(resources, "aws:apigateway/resource:Resource").inputs).toEqual({
      restApi: apiId,
      parentId: rootResourceId,
      pathPart: "{proxy+}",
    });
    expect(proxyResourceId).not.toBe(rootResourceId);
  });

  it.for([
    ["service-api-root", rootResourceId],
    ["service-api-proxy", proxyResourceId],
  ] as const)("hands every method of %s to the function", ([name, resourceId]) => {
    expect(only(resources, "aws:apigateway/method:Method", name).inputs).toEqual({
      restApi: apiId,
      resourceId,
      httpMethod: "ANY",
      authorization: "NONE",
    });
    expect(only(resources, "aws:apigateway/integration:Integration", name).inputs).toEqual({
      restApi: apiId,
      resourceId,
      httpMethod: "ANY",
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    });
  });

  it("deploys after its methods and integrations, and again when the definition changes", () => {
    const deployment = only(resources, "aws:apigateway/deployment:Deployment");
    expect(deployment.inputs).toEqual({
      restApi: apiId,
      triggers: { definition: definitionHash(proxyRoutes, "payment-processor-us-east-1-dev1") },
    });
    expect(deployment.dependsOn).toEqual([
      "service-api",
      "service-api-proxy",
      "service-api-proxy",
      "service-api-root",
      "service-api-root",
    ]);
  });

  it("has one stage, apart from the deployment", () => {
    const { deployment, ...inputs } = only(resources, "aws:apigateway/stage:Stage").inputs;
    expect(inputs).toEqual({ restApi: apiId, stageName: "prod", tags: tags("payment-api-us-east-1-dev1") });
    expect(deployment).toMatch(/^[0-9a-f]{10}$/);
  });

  it("may invoke the function from this stage only", () => {
    expect(only(resources, "aws:lambda/permission:Permission").inputs).toEqual({
      statementId: "rest-api",
      action: "lambda:InvokeFunction",
      function: "payment-processor-us-east-1-dev1",
      principal: "apigateway.amazonaws.com",
      sourceArn: `arn:aws:execute-api:us-east-1:123456789012:${apiId}/prod/*`,
    });
  });
});
