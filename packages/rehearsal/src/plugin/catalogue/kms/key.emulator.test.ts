import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListResourceTagsCommand,
  TagResourceCommand,
} from "@aws-sdk/client-kms";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { key } from "./key.ts";

const emulator = useEmulator();
const region = "us-east-1";

const policyWith = (sid: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: sid,
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::000000000000:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });

/** What an independent client sees. */
async function seen(id: string) {
  const kms = emulator.client(KMSClient, region);
  const { KeyMetadata: metadata } = await kms.send(new DescribeKeyCommand({ KeyId: id }));
  const rotation = await kms.send(new GetKeyRotationStatusCommand({ KeyId: id }));
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: id }));
  const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId: id }));
  return { metadata, rotation, policy: Policy, tags: Tags };
}

test("a key is made, found, changed, seen when it drifts, and scheduled for deletion", async () => {
  const context = emulator.context(region);
  expect(await find(key, context, { tags: { "tandem:urn": "data" } })).toEqual([]);

  const inputs = {
    description: "ledger data",
    multiRegion: true,
    enableKeyRotation: true,
    rotationPeriodInDays: 90,
    deletionWindowInDays: 7,
    policy: policyWith("Root"),
    tags: { "tandem:urn": "data", Name: "data" },
  };
  const made = await TestResource.create(key, context, inputs);
  const { metadata, rotation, policy, tags } = await seen(made.id);
  expect(metadata).toMatchObject({ Description: "ledger data", MultiRegion: true, KeyUsage: "ENCRYPT_DECRYPT" });
  expect(rotation).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
  expect(policy).toBe(inputs.policy);
  expect(tags).toEqual([
    { TagKey: "tandem:urn", TagValue: "data" },
    { TagKey: "Name", TagValue: "data" },
  ]);
  expect(made.state).toEqual({
    ...inputs,
    arn: metadata?.Arn,
    keyId: made.id,
    keyUsage: "ENCRYPT_DECRYPT",
    tagsAll: inputs.tags,
  });
  expect(await find(key, context, { tags: { "tandem:urn": "data" } })).toEqual([{ id: made.id, tags: inputs.tags }]);
  expect(await find(key, context, { id: made.id })).toEqual([{ id: made.id, tags: inputs.tags }]);

  expect(await made.refresh()).toBe(true);
  expect(made.inputs).toEqual(inputs);

  const { enableKeyRotation: _, rotationPeriodInDays: __, ...unrotated } = inputs;
  await made.update({ ...unrotated, description: "ledger", policy: policyWith("Owner"), tags: { Name: "ledger" } });
  const changed = await seen(made.id);
  expect(changed.metadata?.Description).toBe("ledger");
  expect(changed.rotation.KeyRotationEnabled).toBe(false);
  expect(changed.policy).toBe(policyWith("Owner"));
  expect(changed.tags).toEqual([{ TagKey: "Name", TagValue: "ledger" }]);

  const elsewhere = new TagResourceCommand({ KeyId: made.id, Tags: [{ TagKey: "Name", TagValue: "other" }] });
  await emulator.client(KMSClient, region).send(elsewhere);
  const wanted = made.inputs;
  await made.refresh();
  expect(made.inputs).toEqual({ ...wanted, tags: { Name: "other" } });
  expect(made.diff(wanted).changes).toEqual(new Map([["tags.Name", "update"]]));

  await made.delete();
  expect((await seen(made.id)).metadata?.KeyState).toBe("PendingDeletion");
  expect(await made.refresh()).toBe(false);
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  expect(await find(key, context, { id: made.id })).toEqual([
    { id: made.id, tags: { Name: "other" }, pendingDeletion: `pending deletion until ${day}` },
  ]);
  await made.delete();
});

test("what is fixed at creation replaces a key", async () => {
  const context = emulator.context(region);
  const old = await TestResource.create(key, context, { deletionWindowInDays: 7 });
  expect(old.diff({ deletionWindowInDays: 7, multiRegion: true }).changes).toEqual(
    new Map([["multiRegion", "add-replace"]]),
  );
  expect(old.diff({ deletionWindowInDays: 7, keyUsage: "ENCRYPT_DECRYPT", tags: {} }).changes).toEqual(new Map());

  const next = await TestResource.create(key, context, { deletionWindowInDays: 7, multiRegion: true });
  await old.delete();
  expect((await seen(next.id)).metadata).toMatchObject({ KeyState: "Enabled", MultiRegion: true });
  expect((await seen(old.id)).metadata?.KeyState).toBe("PendingDeletion");
  await next.delete();
});

test("a key that exists is adopted with the inputs that would make it", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(key, context, { description: "old", deletionWindowInDays: 7 });
  const adopted = await TestResource.adopt(key, context, made.id);
  expect(adopted.inputs).toEqual({
    description: "old",
    policy: (await seen(made.id)).policy,
    rotationPeriodInDays: 365,
  });
  await made.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(key, { customKeyStoreId: "cks-1" })).toEqual([
    {
      property: "customKeyStoreId",
      reason:
        "unknown to the stand-in of aws:kms/key:Key; legal: deletionWindowInDays, description, enableKeyRotation, keyUsage, multiRegion, policy, rotationPeriodInDays, tags",
    },
  ]);
});
