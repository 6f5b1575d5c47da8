import {
  CloudWatchLogsClient,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { logGroup } from "./log-group.ts";

const emulator = useEmulator();
const region = "us-west-2";
const arn = "arn:aws:logs:us-west-2:000000000000:log-group:/tandem/ledger";
const keyArn = "arn:aws:kms:us-west-2:000000000000:key/mrk-1";

/** What an independent client sees of the group with exactly this name. */
async function seen(name: string) {
  const logs = emulator.client(CloudWatchLogsClient, region);
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  const group = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (group === undefined) return undefined;
  const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn: group.logGroupArn }));
  return { retentionInDays: group.retentionInDays, kmsKeyId: group.kmsKeyId, tags };
}

test("a log group is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { name: "/tandem/ledger", retentionInDays: 30, kmsKeyId: keyArn, tags: { "tandem:urn": "ledger" } };
  expect(await find(logGroup, context, { name: inputs.name })).toEqual([]);

  const made = await TestResource.create(logGroup, context, inputs);
  expect(made.id).toBe("/tandem/ledger");
  expect(await seen(made.id)).toEqual({ retentionInDays: 30, kmsKeyId: keyArn, tags: inputs.tags });
  expect(made.state).toEqual({ ...inputs, arn, tagsAll: inputs.tags });
  const listed = { id: inputs.name, name: inputs.name, tags: inputs.tags };
  expect(await find(logGroup, context, { name: inputs.name })).toEqual([listed]);
  expect(await find(logGroup, context, { tags: { "tandem:urn": "ledger" } })).toEqual([listed]);

  expect(await made.refresh()).toBe(true);
  expect(made.inputs).toEqual(inputs);

  await made.update({ ...inputs, retentionInDays: 7, tags: { Name: "ledger" } });
  expect(await seen(made.id)).toEqual({ retentionInDays: 7, kmsKeyId: keyArn, tags: { Name: "ledger" } });

  const wanted = made.inputs;
  const logs = emulator.client(CloudWatchLogsClient, region);
  await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: made.id }));
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["retentionInDays", "update"]]));

  await made.delete();
  expect(await seen(made.id)).toBeUndefined();
  expect(await made.refresh()).toBe(false);
  expect(await find(logGroup, context, { name: inputs.name })).toEqual([]);
  await made.delete();
});

test("retention that the program no longer asks for is for ever", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(logGroup, context, { name: "/tandem/kept", retentionInDays: 1 });
  await made.update({ name: "/tandem/kept" });
  expect(await seen(made.id)).toEqual({ retentionInDays: undefined, kmsKeyId: undefined, tags: {} });
  await made.refresh();
  expect(made.inputs).toEqual({ name: "/tandem/kept" });
  await made.delete();
});

test("another name is another log group, and skipDestroy leaves the old one", async () => {
  const context = emulator.context(region);
  const old = await TestResource.create(logGroup, context, { name: "/tandem/old", skipDestroy: true });
  const news = { name: "/tandem/new" };
  expect(old.diff({ ...news, skipDestroy: true }).changes).toEqual(new Map([["name", "update-replace"]]));
  const next = await TestResource.create(logGroup, context, news);
  await old.delete();
  const names = (await logGroup.list(context)).map(({ name }) => name);
  expect(names).toEqual(["/tandem/new", "/tandem/old"]);

  await old.update({ name: "/tandem/old" });
  await old.delete();
  await next.delete();
  expect(await logGroup.list(context)).toEqual([]);
});

test("a retention that AWS does not know leaves no log group behind", async () => {
  const context = emulator.context(region);
  await expect(
    TestResource.create(logGroup, context, { name: "/tandem/odd", retentionInDays: 2 }),
  ).rejects.toMatchObject({ name: "InvalidParameterException" });
  expect(await find(logGroup, context, { name: "/tandem/odd" })).toEqual([]);
});

test("a log group that exists is adopted with the inputs that would make it", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(logGroup, context, { name: "/tandem/there", retentionInDays: 14 });
  const adopted = await TestResource.adopt(logGroup, context, made.id);
  expect(adopted.inputs).toEqual({ name: "/tandem/there", retentionInDays: 14 });
  await made.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(logGroup, { name: "/tandem/ledger", logGroupClass: "STANDARD" })).toEqual([
    {
      property: "logGroupClass",
      reason:
        "unknown to the stand-in of aws:cloudwatch/logGroup:LogGroup; legal: kmsKeyId, name, retentionInDays, skipDestroy, tags",
    },
  ]);
});
