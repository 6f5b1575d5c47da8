import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { OpMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { takeInventory } from "../inventory/inventory.ts";
import { rehearsalEnvironment } from "../sandbox/environment.ts";
import { prepareDirectory } from "../sandbox/paths.ts";
import { catalogue } from "./catalogue/index.ts";
import { standInPluginFolder } from "./folder.ts";
import { useEmulator } from "./testing/emulator.ts";

const emulator = useEmulator({ behindGate: true });
const region = "us-east-2";
const domain = "payment-dev.test.local";
let directory = "";
let stack: Stack;

/** A validated certificate, and an API's stage under its name: what a region has where the domain is delegated. */
function customDomain(opts: pulumi.CustomResourceOptions): aws.apigateway.DomainName {
  const zone = new aws.route53.Zone("zone", { name: domain }, opts);
  const certificate = new aws.acm.Certificate("api", { domainName: `api.${domain}`, validationMethod: "DNS" }, opts);
  const record = certificate.domainValidationOptions.apply(([option]) => option);
  const proof = new aws.route53.Record(
    "proof",
    {
      zoneId: zone.zoneId,
      name: record.apply((option) => option?.resourceRecordName ?? ""),
      type: record.apply((option) => option?.resourceRecordType ?? ""),
      records: [record.apply((option) => option?.resourceRecordValue ?? "")],
      ttl: 60,
    },
    opts,
  );
  const validation = new aws.acm.CertificateValidation(
    "api",
    { certificateArn: certificate.arn, validationRecordFqdns: [proof.fqdn] },
    opts,
  );
  const name = new aws.apigateway.DomainName(
    "api",
    {
      domainName: `api.${domain}`,
      regionalCertificateArn: validation.certificateArn,
      endpointConfiguration: { types: "REGIONAL" },
      securityPolicy: "TLS_1_2",
    },
    opts,
  );
  const api = new aws.apigateway.RestApi("api", { name: "payments" }, opts);
  const place = { restApi: api.id, resourceId: api.rootResourceId, httpMethod: "GET" };
  const method = new aws.apigateway.Method("root", { ...place, authorization: "NONE" }, opts);
  const answer = new aws.apigateway.Integration("root", { ...place, type: "MOCK" }, { ...opts, dependsOn: [method] });
  const deployment = new aws.apigateway.Deployment("api", { restApi: api.id }, { ...opts, dependsOn: [answer] });
  const stage = new aws.apigateway.Stage(
    "prod",
    { restApi: api.id, deployment: deployment.id, stageName: "prod" },
    opts,
  );
  const shown = { restApi: api.id, stageName: stage.stageName };
  const settings = { metricsEnabled: true, throttlingBurstLimit: 20, throttlingRateLimit: 10 };
  new aws.apigateway.MethodSettings("all", { ...shown, methodPath: "*/*", settings }, opts);
  new aws.apigateway.BasePathMapping("api", { ...shown, domainName: name.domainName }, opts);
  return name;
}

/** Alarms with a topic that CloudWatch may publish to. */
function alarms(opts: pulumi.CustomResourceOptions): aws.cloudwatch.CompositeAlarm {
  const topic = new aws.sns.Topic("alerts", { name: "alerts" }, opts);
  const policy = topic.arn.apply((Resource) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish", Resource },
      ],
    }),
  );
  new aws.sns.TopicPolicy("alerts", { arn: topic.arn, policy }, opts);
  const endpoint = "payments@example.com";
  new aws.sns.TopicSubscription("mail", { topic: topic.arn, protocol: "email", endpoint }, opts);
  const errors = new aws.cloudwatch.MetricAlarm(
    "errors",
    {
      name: "errors",
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: "payments" },
      statistic: "Sum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [topic.arn],
    },
    opts,
  );
  const alarmRule = errors.name.apply((name) => `ALARM("${name}")`);
  const actions = { alarmActions: [topic.arn], okActions: [topic.arn] };
  return new aws.cloudwatch.CompositeAlarm("region", { alarmName: "region", alarmRule, ...actions }, opts);
}

function program() {
  const provider = new aws.Provider(region, { region, defaultTags: { tags: { App: "test" } } });
  const name = customDomain({ provider });
  const composite = alarms({ provider });
  return Promise.resolve({ endpoint: name.regionalDomainName, zoneId: name.regionalZoneId, alarm: composite.arn });
}

/** The steps by kind, without what only stays. */
function steps(summary: OpMap | undefined): OpMap {
  return Object.fromEntries(Object.entries(summary ?? {}).filter(([kind]) => kind !== "same"));
}

/** Everything that is there, by type. */
async function types(): Promise<string[]> {
  const found = await takeInventory({ endpoint: emulator.endpoint, regions: [region], types: catalogue.values() });
  return found.map(({ type }) => type);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-domain-"));
  await prepareDirectory(directory);
  const { endpoint } = emulator;
  const pluginFolders = [standInPluginFolder];
  const envVars = rehearsalEnvironment({ endpoint, directory, pluginFolders, base: process.env });
  const options = { projectName: "domain", stackName: "test", program };
  stack = await LocalWorkspace.createStack(options, { envVars, workDir: directory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("a custom domain and alarms are made, show no drift, and go without a trace", async () => {
  const before = await types();
  const { outputs, summary } = await stack.up();
  expect(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]))).toEqual({
    endpoint: `api.${domain}.execute-api.${region}.amazonaws.com`,
    zoneId: "Z1UJRXOUMOOFQ8",
    alarm: `arn:aws:cloudwatch:${region}:000000000000:alarm:region`,
  });
  // The stack, the provider, and the resources above.
  expect(summary.resourceChanges).toEqual({ create: 19 });
  const { changeSummary } = await stack.preview({ refresh: true, expectNoChanges: true });
  expect(steps(changeSummary)).toEqual({});
  await stack.destroy();
  expect(await types()).toEqual(before);
});
