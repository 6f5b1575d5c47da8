import { requireEnvironment, topologyOf } from "@tandem/config";
import { parseOutputs, sharedContract } from "@tandem/contracts";
import { allowedWildcards, inventory, withMocks, withoutProvider } from "@tandem/testing";
import { expect, test } from "vitest";
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
    },
  });
  expect(outputs.topology).toMatchObject({
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

test("leaves no resource to a default provider, and allows no action by wildcard", async () => {
  const { resources } = await withMocks(program, stack);
  expect(withoutProvider(resources)).toEqual([]);
  expect(allowedWildcards(resources)).toEqual([]);
});
