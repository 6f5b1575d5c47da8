import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { requiredText } from "../properties.ts";
import { secret } from "./secret.ts";
import { seenSecret } from "./secrets-fixture.ts";

const emulator = useEmulator({ behindGate: true });
const [home, away, third] = ["us-east-1", "us-west-2", "eu-west-1"] as const;
const keyIn = (region: string) => `arn:aws:kms:${region}:000000000000:key/mrk-1`;

const client = (region: string) => emulator.client(SecretsManagerClient, region);
const put = (SecretId: string, SecretString: string) =>
  client(home).send(new PutSecretValueCommand({ SecretId, SecretString }));

test("a secret with a replica is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(home);
  const inputs = {
    name: "ledger",
    description: "of the database",
    kmsKeyId: keyIn(home),
    recoveryWindowInDays: 0,
    replicas: [{ region: away, kmsKeyId: keyIn(away) }],
    tags: { "tandem:urn": "ledger" },
  };
  const made = await TestResource.create(secret, context, inputs);
  const arn = made.id;
  expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:ledger-\w{6}$/);
  expect(made.state).toEqual({ ...inputs, arn, tagsAll: inputs.tags });
  await put("ledger", "one");
  const tags = [{ Key: "tandem:urn", Value: "ledger" }];
  const replica = { arn: arn.replace(home, away), key: keyIn(away), primaryRegion: home };
  expect(await seenSecret(emulator, home, "ledger")).toEqual({ arn, key: keyIn(home), value: "one", tags });
  expect(await seenSecret(emulator, away, "ledger")).toEqual({ ...replica, value: "one", tags });
  const listed = { name: "ledger", tags: inputs.tags };
  expect(await find(secret, context, { tags: inputs.tags })).toEqual([{ id: arn, ...listed }]);
  expect(await find(secret, emulator.context(away), { name: "ledger" })).toEqual([{ id: replica.arn, ...listed }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  await put("ledger", "two");
  expect(await seenSecret(emulator, away, "ledger")).toMatchObject({ value: "two" });
  await expect(
    client(away).send(new PutSecretValueCommand({ SecretId: "ledger", SecretString: "three" })),
  ).rejects.toThrow("You can't perform this operation on a replica secret.");

  await made.update({ ...inputs, description: "", kmsKeyId: "alias/other", replicas: [{ region: third }], tags: {} });
  expect(await seenSecret(emulator, away, "ledger")).toBe(undefined);
  expect(await seenSecret(emulator, third, "ledger")).toMatchObject({ value: "two", primaryRegion: home, tags: [] });
  expect(await seenSecret(emulator, home, "ledger")).toMatchObject({ key: "alias/other", tags: [] });
  await made.refresh();
  await made.update({ ...made.inputs, replicas: [] });
  expect(await seenSecret(emulator, third, "ledger")).toBe(undefined);
  await made.update({ ...inputs, kmsKeyId: "alias/other" });

  const wanted = made.inputs;
  const tag = new TagResourceCommand({ SecretId: arn, Tags: [{ Key: "tandem:urn", Value: "other" }] });
  await client(home).send(tag);
  await made.refresh();
  expect([...made.diff(wanted).changes.entries()]).toEqual([['tags["tandem:urn"]', "update"]]);
  expect(made.diff({ ...wanted, name: "other" }).replaces).toEqual(new Set(["name"]));
  const { recoveryWindowInDays: _, ...told } = made.inputs;
  expect((await TestResource.adopt(secret, context, arn)).inputs).toEqual(told);

  await made.delete();
  await made.delete();
  expect(await made.refresh()).toBe(false);
  expect(await seenSecret(emulator, home, "ledger")).toBe(undefined);
  expect(await seenSecret(emulator, away, "ledger")).toBe(undefined);
  expect(await find(secret, context, { name: "ledger" })).toEqual([]);
});

test("a secret that waits for its deletion is gone, and listed as pending; its replica is gone at once", async () => {
  const context = emulator.context(home);
  const inputs = { name: "kept", recoveryWindowInDays: 7, replicas: [{ region: away }] };
  const made = await TestResource.create(secret, context, inputs);
  await made.delete();
  expect(await made.refresh()).toBe(false);
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  expect(await find(secret, context, { name: "kept" })).toEqual([
    { id: made.id, name: "kept", tags: {}, pendingDeletion: `pending deletion until ${day}` },
  ]);
  expect(await seenSecret(emulator, away, "kept")).toBe(undefined);
  await made.delete();
});

test("AWS deletes no secret that has replicas, and the gate neither", async () => {
  const made = await TestResource.create(secret, emulator.context(home), {
    name: "held",
    recoveryWindowInDays: 0,
    replicas: [{ region: away }, { region: third }],
  });
  const call = client(home).send(new DeleteSecretCommand({ SecretId: "held", ForceDeleteWithoutRecovery: true }));
  await expect(call).rejects.toThrow(`You can't delete secret held that still has replica regions [${away}, ${third}]`);
  expect(await seenSecret(emulator, away, "held")).toMatchObject({ primaryRegion: home });
  await made.delete();
  expect(await seenSecret(emulator, third, "held")).toBe(undefined);
});

test("a replica takes another secret's place only where that is asked for", async () => {
  const taken = await client(away).send(new CreateSecretCommand({ Name: "taken", SecretString: "theirs" }));
  const inputs = { name: "taken", recoveryWindowInDays: 0, replicas: [{ region: away }] };
  await expect(TestResource.create(secret, emulator.context(home), inputs)).rejects.toThrow("already exists");
  expect(await seenSecret(emulator, home, "taken")).toBe(undefined);
  expect(await seenSecret(emulator, away, "taken")).toMatchObject({ arn: taken.ARN, value: "theirs" });
  const forced = { ...inputs, forceOverwriteReplicaSecret: true };
  const made = await TestResource.create(secret, emulator.context(home), forced);
  await put("taken", "ours");
  expect(await seenSecret(emulator, away, "taken")).toMatchObject({ value: "ours", primaryRegion: home });
  await made.delete();
  expect(await seenSecret(emulator, away, "taken")).toBe(undefined);
});

test("a region that holds no replica is named", async () => {
  const made = await TestResource.create(secret, emulator.context(home), { name: "lone", recoveryWindowInDays: 0 });
  const { ReplicationStatus } = await client(home).send(new DescribeSecretCommand({ SecretId: "lone" }));
  expect(ReplicationStatus).toBe(undefined);
  const claimed = { ...made.inputs, replicas: [{ region: away }] };
  made.inputs = claimed;
  await expect(made.update({ ...claimed, replicas: [] })).rejects.toThrow(`The secret has no replica in ${away}.`);
  expect(requiredText(made.state, "name")).toBe("lone");
  await made.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(secret, { name: "x", namePrefix: "y", replicas: [{ region: away, status: "z" }] })).toEqual([
    {
      property: "namePrefix",
      reason:
        "unknown to the stand-in of aws:secretsmanager/secret:Secret; legal: description, forceOverwriteReplicaSecret, kmsKeyId, name, recoveryWindowInDays, replicas, tags",
    },
    {
      property: "replicas[0].status",
      reason: "unknown to the stand-in of aws:secretsmanager/secret:Secret; legal: kmsKeyId, region",
    },
  ]);
});
