import { ownedPropertiesOf, profileNames, requireEnvironment, topologyOf } from "@tandem/config";
import { parseOutputs, sharedContract } from "@tandem/contracts";
import { brokenConsumers } from "@tandem/contracts/testing/ownership";
import {
  allowedWildcards,
  ignoringOtherwise,
  inventory,
  typesWithTag,
  unsuffixedNames,
  withMocks,
  withoutProvider,
} from "@tandem/testing";
import { describe, expect, test } from "vitest";
import entry from "./index.ts";
import { program } from "./program.ts";

const config = {
  "tandem:profile": "payments-us",
  "tandem:environmentSuffix": "dev1",
  "tandem:accountId": "123456789012",
};
const stack = { project: "tandem-shared", stack: "dev", config };

test("makes the resources of the committed inventory", async () => {
  const { resources } = await withMocks(program, stack);
  await expect(inventory(resources)).toMatchFileSnapshot("inventory.txt");
});

test("makes what trading-serverless-us needs, by its names", async () => {
  const trading = { ...stack, config: { ...config, "tandem:profile": "trading-serverless-us" } };
  const { resources, outputs } = await withMocks(program, trading);
  await expect(inventory(resources)).toMatchFileSnapshot("inventory.trading-serverless-us.txt");
  const preview = await withMocks(program, { ...trading, preview: true });
  expect(inventory(preview.resources)).toBe(inventory(resources));
  expect(withoutProvider(resources)).toEqual([]);
  expect(allowedWildcards(resources)).toEqual([]);
  const role = "arn:aws:iam::123456789012:role/";
  expect(parseOutputs(sharedContract, "dev", outputs)).toMatchObject({
    primaryProcessorRoleArn: `${role}dr-processor-us-east-1-production-primary-dev1`,
    standbyProcessorRoleArn: `${role}dr-processor-us-west-2-production-secondary-dev1`,
    replicationRoleArn: `${role}dr-replication-global-production-shared-dev1`,
  });
  const policy = JSON.stringify(resources.find(({ type, name }) => type.endsWith("RolePolicy") && name === "recovery"));
  expect(policy).toContain("ssm:GetParameter");
});

test("makes what transactions-us needs, by its names", async () => {
  const transactions = { ...stack, config: { ...config, "tandem:profile": "transactions-us" } };
  const { resources, outputs } = await withMocks(program, transactions);
  await expect(inventory(resources)).toMatchFileSnapshot("inventory.transactions-us.txt");
  const preview = await withMocks(program, { ...transactions, preview: true });
  expect(inventory(preview.resources)).toBe(inventory(resources));
  expect(withoutProvider(resources)).toEqual([]);
  expect(allowedWildcards(resources)).toEqual([]);
  const role = "arn:aws:iam::123456789012:role/";
  expect(parseOutputs(sharedContract, "dev", outputs)).toMatchObject({
    primaryHealthRoleArn: `${role}transaction-health-us-east-1-dev1`,
    standbyHealthRoleArn: `${role}transaction-health-us-west-2-dev1`,
    primaryLagReaderRoleArn: `${role}transaction-lag-us-east-1-dev1`,
    standbyLagReaderRoleArn: `${role}transaction-lag-us-west-2-dev1`,
    primaryLagReaderScheduleRoleArn: `${role}transaction-lag-schedule-us-east-1-dev1`,
    standbyLagReaderScheduleRoleArn: `${role}transaction-lag-schedule-us-west-2-dev1`,
  });
});

test("makes what trading-eu needs, by its names, and the principal of the keys' policies before the keys", async () => {
  const trading = { ...stack, config: { ...config, "tandem:profile": "trading-eu" } };
  const { resources, outputs } = await withMocks(program, trading);
  await expect(inventory(resources)).toMatchFileSnapshot("inventory.trading-eu.txt");
  const preview = await withMocks(program, { ...trading, preview: true });
  expect(inventory(preview.resources)).toBe(inventory(resources));
  expect(withoutProvider(resources)).toEqual([]);
  expect(allowedWildcards(resources)).toEqual([]);
  const key = resources.find(({ type, name }) => type === "aws:kms/key:Key" && name === "data-key-primary");
  expect(key?.dependsOn).toContain("auto-scaling");
  expect(String(key?.inputs["policy"])).toContain("AWSServiceRoleForAutoScaling_dev1");
  const role = "arn:aws:iam::123456789012:role/";
  const published = parseOutputs(sharedContract, "dev", outputs);
  expect(published).toMatchObject({
    primaryInstanceRoleArn: `${role}instance-role-primary-dev1`,
    standbyInstanceRoleArn: `${role}instance-role-secondary-dev1`,
    primaryLagReaderRoleArn: `${role}lag-reader-role-primary-dev1`,
    route53AlertTopicArn: "arn:aws:sns:us-east-1:123456789012:alerts-dev1",
  });
  expect(published.primaryProcessorRoleArn).toBe(undefined);
});

test("publishes what its contract says", async () => {
  const { outputs } = await withMocks(program, stack);
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
  expect(parseOutputs(sharedContract, "dev", outputs)).toEqual({
    topology,
    primaryKeyArn: expect.stringMatching(/^arn:aws:kms:us-east-1:123456789012:key\/mrk-[0-9a-f]{32}$/),
    standbyKeyArn: expect.stringMatching(/^arn:aws:kms:us-east-2:123456789012:key\/mrk-[0-9a-f]{32}$/),
    primaryProcessorRoleArn: "arn:aws:iam::123456789012:role/payment-processor-us-east-1-dev1",
    standbyProcessorRoleArn: "arn:aws:iam::123456789012:role/payment-processor-us-east-2-dev1",
    primaryHeartbeatRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-us-east-1-dev1",
    standbyHeartbeatRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-us-east-2-dev1",
    primaryHeartbeatScheduleRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-schedule-us-east-1-dev1",
    standbyHeartbeatScheduleRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-schedule-us-east-2-dev1",
    controllerRoleArn: "arn:aws:iam::123456789012:role/payment-failover-us-east-2-dev1",
    controllerScheduleRoleArn: "arn:aws:iam::123456789012:role/payment-failover-schedule-us-east-2-dev1",
    latchRoleArn: "arn:aws:iam::123456789012:role/payment-latch-us-east-2-dev1",
    replicationRoleArn: "arn:aws:iam::123456789012:role/payment-replication-global-dev1",
    recoveryRoleArn: "arn:aws:iam::123456789012:role/payment-dr-global-dev1",
  });
});

test("reads every key of its configuration", async () => {
  const { outputs } = await withMocks(program, {
    ...stack,
    config: {
      ...config,
      "tandem:domain": "pay.bank.co",
      "tandem:domainMode": "delegated",
      "tandem:parentZoneId": "Z123",
      "tandem:operatorArn": "arn:aws:iam::123456789012:user/ada",
      "tandem:alertEmails": "a@bank.co,b@bank.co",
      "tandem:primaryRegion": "eu-west-1",
      "tandem:standbyRegion": "eu-west-3",
      "tandem:retention": "keep",
    },
  });
  expect(outputs.topology).toMatchObject({
    retention: "keep",
    environment: "dev",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    profile: "payments-us",
    regions: { primary: "eu-west-1", standby: "eu-west-3" },
    domain: {
      name: "pay.bank.co",
      mode: "delegated",
      parentZoneId: "Z123",
      delegated: true,
      failoverName: "api.pay.bank.co",
    },
    operatorArn: "arn:aws:iam::123456789012:user/ada",
    alertEmails: ["a@bank.co", "b@bank.co"],
  });
});

describe("who hears of Route 53's metrics", () => {
  const placed = (primary: string, standby: string, preview = false) =>
    withMocks(program, {
      ...stack,
      preview,
      config: { ...config, "tandem:primaryRegion": primary, "tandem:standbyRegion": standby },
    });
  const topics = ({ resources }: Awaited<ReturnType<typeof placed>>) =>
    resources.filter(({ type }) => type === "aws:sns/topic:Topic").map(({ name, provider }) => [name, provider]);

  test.for([
    ["us-east-1", "eu-west-1"],
    ["eu-west-1", "us-east-1"],
  ] as const)("is the region's own topic with %s and %s", async ([primary, standby]) => {
    const run = await placed(primary, standby);
    expect(topics(run)).toEqual([]);
    expect(run.resources.map(({ name }) => name)).not.toContain("aws-route53-metrics");
    expect(parseOutputs(sharedContract, "dev", run.outputs).route53AlertTopicArn).toBe(undefined);
  });

  test("is a topic in us-east-1 where neither region is that one", async () => {
    const run = await placed("eu-west-1", "eu-west-3");
    expect(topics(run)).toEqual([["route53-alerts", "aws-route53-metrics"]]);
    expect(parseOutputs(sharedContract, "dev", run.outputs).route53AlertTopicArn).toBe(
      "arn:aws:sns:us-east-1:123456789012:failover-alerts-us-east-1-dev1",
    );
    expect(withoutProvider(run.resources)).toEqual([]);
    expect(allowedWildcards(run.resources)).toEqual([]);
    expect(inventory((await placed("eu-west-1", "eu-west-3", true)).resources)).toBe(inventory(run.resources));
  });
});

test("takes the version of the database's engine, and refuses one that AWS has retired", async () => {
  const versioned = (databaseEngineVersion: string) =>
    withMocks(program, {
      ...stack,
      config: { "tandem:databaseEngineVersion": databaseEngineVersion, ...config, "tandem:profile": "transactions-us" },
    });
  await expect(versioned("15.4")).rejects.toMatchObject({
    code: "config-invalid",
    problems: [
      {
        key: "tandem:databaseEngineVersion",
        value: "15.4",
        fix: "pulumi -C stacks/shared config set -s dev tandem:databaseEngineVersion 15.18",
      },
    ],
  });
});

test("takes the word of people that an external zone is delegated", async () => {
  const { outputs } = await withMocks(program, {
    ...stack,
    config: { ...config, "tandem:domain": "pay.bank.co", "tandem:delegated": "true" },
  });
  expect(outputs.topology.domain).toEqual({
    name: "pay.bank.co",
    mode: "external",
    delegated: true,
    failoverName: "api.pay.bank.co",
  });
});

test("refuses a configuration with all its problems and the commands that mend them", async () => {
  const run = withMocks(program, { ...stack, config: { "tandem:profile": "payments" } });
  await expect(run).rejects.toMatchObject({
    code: "config-invalid",
    problems: [
      { key: "tandem:profile", value: "payments" },
      {
        key: "tandem:accountId",
        value: undefined,
        fix: "pulumi -C stacks/shared config set -s dev tandem:accountId 123456789012",
      },
      { key: "tandem:environmentSuffix", value: undefined },
    ],
  });
});

test("makes the same resources in a preview", async () => {
  const [preview, update] = [await withMocks(program, { ...stack, preview: true }), await withMocks(program, stack)];
  expect(inventory(preview.resources)).toBe(inventory(update.resources));
});

test.for(profileNames)("names everything of %s after the environment", async (profile) => {
  const { resources } = await withMocks(program, { ...stack, config: { ...config, "tandem:profile": profile } });
  expect(unsuffixedNames(resources, "dev1")).toEqual([]);
});

test("leaves no resource to a default provider, and allows no action by wildcard", async () => {
  const { resources } = await withMocks(program, stack);
  expect(withoutProvider(resources)).toEqual([]);
  expect(allowedWildcards(resources)).toEqual([]);
});

test("gives every taggable resource its URN as a tag", async () => {
  const { resources } = await withMocks(entry, stack);
  expect(typesWithTag(resources, "tandem:urn")).toMatchInlineSnapshot(`
    [
      "aws:iam/policy:Policy",
      "aws:iam/role:Role",
      "aws:kms/key:Key",
      "aws:kms/replicaKey:ReplicaKey",
    ]
  `);
});

test("ignores changes of exactly what roles and the controller own", async () => {
  const { resources } = await withMocks(program, stack);
  expect(ignoringOtherwise(resources, ownedPropertiesOf)).toEqual([]);
});

test("takes nothing away from the stacks and people that read it", async () => {
  expect(await brokenConsumers(sharedContract)).toEqual([]);
});
