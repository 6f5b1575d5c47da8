import { DescribeKeyCommand, KMSClient, ListResourceTagsCommand } from "@aws-sdk/client-kms";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { requiredText } from "../properties.ts";
import { key } from "./key.ts";
import { replicaKey } from "./replica-key.ts";

const emulator = useEmulator();
const [home, other] = ["us-east-1", "us-east-2"];

async function describe(id: string) {
  const { KeyMetadata } = await emulator.client(KMSClient, other).send(new DescribeKeyCommand({ KeyId: id }));
  return KeyMetadata;
}

async function primary() {
  const made = await TestResource.create(key, emulator.context(home), { multiRegion: true, deletionWindowInDays: 7 });
  return { made, arn: requiredText(made.state, "arn") };
}

test("a replica is made in the other region, found, changed and scheduled for deletion before its primary", async () => {
  const context = emulator.context(other);
  const { made: origin, arn } = await primary();
  expect(await find(replicaKey, context, { id: origin.id })).toEqual([]);

  const inputs = { primaryKeyArn: arn, description: "copy", deletionWindowInDays: 7, tags: { Name: "copy" } };
  const made = await TestResource.create(replicaKey, context, inputs);
  const replicaArn = `arn:aws:kms:${other}:000000000000:key/${origin.id}`;
  const metadata = await describe(made.id);
  expect(metadata).toMatchObject({ Arn: replicaArn, Description: "copy", KeyState: "Enabled" });
  expect(metadata?.MultiRegionConfiguration?.PrimaryKey).toEqual({ Arn: arn, Region: home });
  expect(made.state).toEqual({
    ...inputs,
    arn: replicaArn,
    keyId: origin.id,
    keySpec: "SYMMETRIC_DEFAULT",
    keyUsage: "ENCRYPT_DECRYPT",
    tagsAll: { Name: "copy" },
  });
  expect(await find(replicaKey, context, { tags: { Name: "copy" } })).toEqual([
    { id: made.id, tags: { Name: "copy" } },
  ]);
  expect(await find(key, context, { id: made.id })).toEqual([]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  await made.update({ ...inputs, description: "second", tags: { Role: "standby" } });
  expect((await describe(made.id))?.Description).toBe("second");
  const { Tags } = await emulator.client(KMSClient, other).send(new ListResourceTagsCommand({ KeyId: made.id }));
  expect(Tags).toEqual([{ TagKey: "Role", TagValue: "standby" }]);

  await origin.delete();
  const pending = await find(key, emulator.context(home), { id: origin.id });
  expect(pending).toEqual([{ id: origin.id, tags: {}, pendingDeletion: "pending deletion after its replicas" }]);
  await made.delete();
  expect((await describe(made.id))?.KeyState).toBe("PendingDeletion");
  expect(await made.refresh()).toBe(false);
});

test("another primary replaces a replica", async () => {
  const context = emulator.context(other);
  const [first, second] = [await primary(), await primary()];
  const old = await TestResource.create(replicaKey, context, { primaryKeyArn: first.arn, deletionWindowInDays: 7 });
  const inputs = { primaryKeyArn: second.arn, deletionWindowInDays: 7 };
  expect(old.diff(inputs).changes).toEqual(new Map([["primaryKeyArn", "update-replace"]]));

  const next = await TestResource.create(replicaKey, context, inputs);
  await old.delete();
  expect((await describe(next.id))?.KeyState).toBe("Enabled");
  expect((await describe(old.id))?.KeyState).toBe("PendingDeletion");
});

test("a property that the entry does not know is refused, and a missing one is named", async () => {
  expect(checkInputs(replicaKey, { enabled: true })).toEqual([
    { property: "primaryKeyArn", reason: "missing; aws:kms/replicaKey:ReplicaKey needs it" },
    {
      property: "enabled",
      reason:
        "unknown to the stand-in of aws:kms/replicaKey:ReplicaKey; legal: deletionWindowInDays, description, policy, primaryKeyArn, tags",
    },
  ]);
  await expect(TestResource.create(replicaKey, emulator.context(other), { primaryKeyArn: "mrk-1" })).rejects.toThrow(
    'primaryKeyArn is "mrk-1"; legal: arn:aws:kms:<region>:<account>:key/<id>',
  );
});
