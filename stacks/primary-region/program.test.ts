import { requireEnvironment, topologyOf } from "@tandem/config";
import { parseOutputs, primaryRegionContract } from "@tandem/contracts";
import { allowedWildcards, inventory, unknownOutput, withMocks, withoutProvider } from "@tandem/testing";
import { expect, test } from "vitest";
import { program } from "./program.ts";

const topology = topologyOf(
  requireEnvironment({
    environment: "dev",
    profile: "payments-us",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }),
);
const references = {
  "organization/tandem-shared/dev": {
    contractVersion: 1,
    topology,
    primaryKeyArn: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
    standbyKeyArn: "arn:aws:kms:us-east-2:123456789012:key/mrk-1",
    primaryProcessorRoleArn: "arn:aws:iam::123456789012:role/payment-processor-us-east-1-dev1",
    standbyProcessorRoleArn: "arn:aws:iam::123456789012:role/payment-processor-us-east-2-dev1",
    replicationRoleArn: "arn:aws:iam::123456789012:role/payment-replication-global-dev1",
    recoveryRoleArn: "arn:aws:iam::123456789012:role/payment-dr-global-dev1",
  },
  "organization/tandem-global/dev-foundation": {
    contractVersion: 1,
    zoneId: "Z0123456789",
    zoneNameServers: ["ns-0.awsdns-00.com"],
    workloadTableName: "payment-ledger-global-dev1",
    workloadTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/payment-ledger-global-dev1",
    controlTableName: "payment-control-global-dev1",
    controlTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/payment-control-global-dev1",
    certificateArns: {},
  },
};
const stack = { project: "tandem-primary-region", stack: "dev", references };
const { resources, outputs } = await withMocks(program, stack);

test("makes the resources of the committed inventory", async () => {
  await expect(inventory(resources)).toMatchFileSnapshot("inventory.txt");
});

test("publishes what its contract says", () => {
  const parsed = parseOutputs(primaryRegionContract, "dev", outputs);
  expect(parsed).toEqual({
    apiId: expect.stringMatching(/^[0-9a-f]{10}$/),
    apiEndpoint: `https://${parsed.apiId}.execute-api.us-east-1.amazonaws.com/prod`,
    apiHostname: `${parsed.apiId}.execute-api.us-east-1.amazonaws.com`,
    trafficHostname: `${parsed.apiId}.execute-api.us-east-1.amazonaws.com`,
    processorFunctionName: "payment-processor-us-east-1-dev1",
    processorFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:payment-processor-us-east-1-dev1",
    alertTopicArn: "arn:aws:sns:us-east-1:123456789012:failover-alerts-us-east-1-dev1",
    alarmArns: [
      "function-errors",
      "function-throttles",
      "function-duration",
      "api-server-errors",
      "api-latency",
      "ledger-putitem-errors",
      "ledger-query-errors",
      "control-getitem-errors",
      "ledger-read-throttles",
      "ledger-write-throttles",
      "ledger-replication-latency",
      "documents-replication-latency",
      "documents-replication-failures",
      "region",
    ].map((key) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:payment-alarm-us-east-1-dev1-${key}`),
  });
});

test("hands the function its region's role and key, and the tables of the foundation", () => {
  const find = (type: string) => resources.find((resource) => resource.type === type)?.inputs;
  expect(find("aws:lambda/function:Function")).toMatchObject({
    role: "arn:aws:iam::123456789012:role/payment-processor-us-east-1-dev1",
    environment: {
      variables: { WORKLOAD_TABLE: "payment-ledger-global-dev1", CONTROL_TABLE: "payment-control-global-dev1" },
    },
  });
  expect(find("aws:cloudwatch/logGroup:LogGroup")).toMatchObject({
    kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
  });
  expect(find("aws:sns/topic:Topic")).toMatchObject({
    kmsMasterKeyId: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
  });
});

test("works in its own region only", () => {
  const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
  expect(providers.map(({ name, inputs }) => [name, inputs["region"], inputs["allowedAccountIds"]])).toEqual([
    ["aws-primary", "us-east-1", '["123456789012"]'],
  ]);
  // Alarms name the other region in the dimensions of what is sent there.
  const others = resources.filter(({ type }) => type !== "aws:cloudwatch/metricAlarm:MetricAlarm");
  expect(JSON.stringify(others)).not.toContain("us-east-2");
});

test("makes the same resources in a preview that knows nothing of the stacks above but the topology", async () => {
  const unknowns = Object.fromEntries(
    Object.entries(references).map(([name, outputs]) => [
      name,
      Object.fromEntries(
        Object.entries(outputs).map(([key, value]) => [
          key,
          key === "topology" || key === "contractVersion" ? value : unknownOutput,
        ]),
      ),
    ]),
  );
  const preview = await withMocks(program, { ...stack, references: unknowns, preview: true });
  expect(inventory(preview.resources)).toBe(inventory(resources));
});

test("leaves no resource to a default provider, and allows no action by wildcard", () => {
  expect(withoutProvider(resources)).toEqual([]);
  expect(allowedWildcards(resources)).toEqual([]);
});

test("serves the failover name where the domain is delegated", async () => {
  const domain = { name: "pay.bank.co", mode: "external", delegated: true, failoverName: "api.pay.bank.co" } as const;
  const certificateArns = { primary: "arn:aws:acm:us-east-1:123456789012:certificate/c1" };
  const delegated = await withMocks(program, {
    ...stack,
    references: {
      "organization/tandem-shared/dev": {
        ...references["organization/tandem-shared/dev"],
        topology: { ...topology, domain },
      },
      "organization/tandem-global/dev-foundation": {
        ...references["organization/tandem-global/dev-foundation"],
        certificateArns,
      },
    },
  });
  const usual = new Set(inventory(resources).split("\n"));
  expect(
    inventory(delegated.resources)
      .split("\n")
      .filter((line) => !usual.has(line)),
  ).toEqual([
    "aws:apigateway/basePathMapping:BasePathMapping service-domain",
    "aws:apigateway/domainName:DomainName service-domain",
    "tandem:compute:CustomDomain service-domain",
  ]);
  const domainName = delegated.resources.find(({ type }) => type === "aws:apigateway/domainName:DomainName");
  expect(domainName?.inputs["regionalCertificateArn"]).toBe(certificateArns.primary);
  expect(delegated.outputs.trafficHostname).toMatch(/^d-[0-9a-f]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
});
