import { AttachRolePolicyCommand, CreatePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateEventSubscriptionCommand, DescribeEventSubscriptionsCommand, RDSClient } from "@aws-sdk/client-rds";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  RemoveRegionsFromReplicationCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { useEmulator } from "../plugin/testing/emulator.ts";

const emulator = useEmulator({ behindGate: true });
const [home, away] = ["us-east-1", "us-west-2"] as const;

/** The configuration of a client whose role may do this, and nothing else. */
async function allowedTo(name: string, Action: readonly string[]) {
  const iam = emulator.client(IAMClient, home);
  const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::000000000000:root" } };
  const role = { RoleName: name, AssumeRolePolicyDocument: document(trust) };
  const { Role } = await iam.send(new CreateRoleCommand(role));
  const allowed = { Effect: "Allow", Action, Resource: "*" };
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document(allowed) }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: Policy?.Arn }));
  const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "test" });
  const { Credentials } = await emulator.client(STSClient, home).send(assume);
  return {
    region: home,
    endpoint: emulator.endpoint,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    },
  };
}

async function replicaRegions(): Promise<(string | undefined)[]> {
  const described = await emulator
    .client(SecretsManagerClient, home)
    .send(new DescribeSecretCommand({ SecretId: "ledger" }));
  return (described.ReplicationStatus ?? []).map(({ Region }) => Region);
}

test("who may not remove a replica is refused before the gate does anything", async () => {
  const made = new CreateSecretCommand({ Name: "ledger", AddReplicaRegions: [{ Region: away }] });
  await emulator.client(SecretsManagerClient, home).send(made);
  const removal = new RemoveRegionsFromReplicationCommand({ SecretId: "ledger", RemoveReplicaRegions: [away] });
  const reader = await allowedTo("reads", ["secretsmanager:DescribeSecret"]);
  await expect(new SecretsManagerClient(reader).send(removal)).rejects.toMatchObject({ name: "AccessDeniedException" });
  expect(await replicaRegions()).toEqual([away]);
  const remover = await allowedTo("removes", ["secretsmanager:RemoveRegionsFromReplication"]);
  const { ReplicationStatus } = await new SecretsManagerClient(remover).send(removal);
  expect(ReplicationStatus).toEqual([]);
  expect(await replicaRegions()).toEqual([]);
});

test("who may not subscribe to events is refused by the emulator", async () => {
  const { TopicArn: SnsTopicArn } = await emulator
    .client(SNSClient, home)
    .send(new CreateTopicCommand({ Name: "told" }));
  const creation = new CreateEventSubscriptionCommand({ SubscriptionName: "ledger", SnsTopicArn });
  const reader = await allowedTo("lists", ["rds:DescribeEventSubscriptions"]);
  await expect(new RDSClient(reader).send(creation)).rejects.toMatchObject({ name: "AccessDenied" });
  const { EventSubscriptionsList } = await new RDSClient(reader).send(new DescribeEventSubscriptionsCommand({}));
  expect(EventSubscriptionsList).toEqual([]);
});
