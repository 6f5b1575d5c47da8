import {
  DescribeEventSubscriptionsCommand,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  ListTagsForResourceCommand,
  ModifyEventSubscriptionCommand,
  RDSClient,
  SwitchoverGlobalClusterCommand,
} from "@aws-sdk/client-rds";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import type { Properties } from "../../entry.ts";
import { find } from "../../find.ts";
import { topicMessages } from "../../../topic-messages.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { requiredText } from "../properties.ts";
import { eventSubscription } from "./event-subscription.ts";
import { createGlobalDatabase, primaryRegion, standbyRegion } from "./global-database-fixture.ts";

const emulator = useEmulator({ behindGate: true });

async function topicIn(region: string, Name: string): Promise<string> {
  const { TopicArn } = await emulator.client(SNSClient, region).send(new CreateTopicCommand({ Name }));
  return TopicArn ?? "";
}

/** What an independent client sees. */
async function seen(region: string, SubscriptionName: string) {
  const rds = emulator.client(RDSClient, region);
  const described = await rds.send(new DescribeEventSubscriptionsCommand({ SubscriptionName }));
  const found = described.EventSubscriptionsList?.[0];
  const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName: found?.EventSubscriptionArn }));
  return {
    topic: found?.SnsTopicArn,
    source: found?.SourceType,
    categories: found?.EventCategoriesList,
    ids: found?.SourceIdsList,
    enabled: found?.Enabled,
    tags: TagList,
  };
}

test("a subscription is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(primaryRegion);
  const [snsTopic, other] = [await topicIn(primaryRegion, "alerts"), await topicIn(primaryRegion, "other")];
  const inputs = {
    name: "ledger",
    snsTopic,
    sourceType: "db-cluster",
    eventCategories: ["failover", "global-failover"],
    sourceIds: ["ledger"],
    tags: { "tandem:urn": "ledger" },
  };
  const made = await TestResource.create(eventSubscription, context, inputs);
  expect(await seen(primaryRegion, "ledger")).toEqual({
    topic: snsTopic,
    source: "db-cluster",
    categories: ["failover", "global-failover"],
    ids: ["ledger"],
    enabled: true,
    tags: [{ Key: "tandem:urn", Value: "ledger" }],
  });
  expect(made.state).toEqual({
    ...inputs,
    arn: "arn:aws:rds:us-east-1:000000000000:es:ledger",
    customerAwsId: "000000000000",
    enabled: true,
    tagsAll: inputs.tags,
  });
  const listed = { id: "ledger", name: "ledger", tags: inputs.tags };
  expect(await find(eventSubscription, context, { tags: inputs.tags })).toEqual([listed]);
  expect(await find(eventSubscription, emulator.context(standbyRegion), { name: "ledger" })).toEqual([]);
  await expect(TestResource.create(eventSubscription, context, inputs)).rejects.toThrow("already exists: ledger");
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  await made.update({ ...inputs, snsTopic: other, eventCategories: ["failure"], enabled: false, tags: {} });
  expect(await seen(primaryRegion, "ledger")).toEqual({
    topic: other,
    source: "db-cluster",
    categories: ["failure"],
    ids: ["ledger"],
    enabled: false,
    tags: [],
  });
  const wanted = made.inputs;
  const elsewhere = new ModifyEventSubscriptionCommand({ SubscriptionName: "ledger", Enabled: true });
  await emulator.client(RDSClient, primaryRegion).send(elsewhere);
  await made.refresh();
  expect([...made.diff(wanted).changes.keys()]).toEqual(["enabled"]);
  expect(made.diff({ ...wanted, name: "x" }).replaces).toEqual(new Set(["name"]));
  const { tags: _, enabled: __, ...told } = made.inputs;
  expect((await TestResource.adopt(eventSubscription, context, "ledger")).inputs).toEqual(told);
  await expect(made.update({ ...made.inputs, sourceIds: [] })).rejects.toThrow("a change is not emulated");

  await made.update({ ...made.inputs, tags: { Name: "x" } });
  await made.delete();
  await made.delete();
  expect(await made.refresh()).toBe(false);
  expect(await find(eventSubscription, context, { name: "ledger" })).toEqual([]);
  const again = await TestResource.create(eventSubscription, context, { name: "ledger", snsTopic });
  expect(again.state["tags"]).toEqual({});
  await again.delete();
});

test("what does not exist is refused", async () => {
  const context = emulator.context(primaryRegion);
  const snsTopic = await topicIn(primaryRegion, "alerts");
  const create = (more: object) => TestResource.create(eventSubscription, context, { name: "x", snsTopic, ...more });
  const missing = "arn:aws:sns:us-east-1:000000000000:missing";
  await expect(create({ snsTopic: missing })).rejects.toThrow(`SNS topic ${missing} does not exist in us-east-1.`);
  await expect(create({ sourceType: "db-cluster", eventCategories: ["global failover"] })).rejects.toThrow(
    "Category global failover not found; legal: configuration change, creation, deletion, failover, failure, global-failover",
  );
  await expect(create({ sourceType: "db-proxy" })).rejects.toThrow(
    "db-proxy is not emulated; legal: db-cluster, db-instance",
  );
});

test("the topics of both regions are told when roles have moved, and only those that asked for it", async () => {
  const messages = topicMessages(emulator.endpoint);
  const topics = new Map<string, readonly [told: string, deaf: string]>();
  for (const region of [primaryRegion, standbyRegion]) {
    const [told, deaf] = [await topicIn(region, "told"), await topicIn(region, "deaf")];
    topics.set(region, [told, deaf]);
    expect([await messages(told), await messages(deaf)]).toEqual([[], []]);
    const subscribe = (inputs: Properties) =>
      TestResource.create(eventSubscription, emulator.context(region), {
        sourceType: "db-cluster",
        eventCategories: ["global-failover"],
        ...inputs,
      });
    await subscribe({ name: "told", snsTopic: told });
    await subscribe({ name: "other", snsTopic: deaf, sourceIds: ["other"] });
    await subscribe({ name: "off", snsTopic: deaf, enabled: false });
    await subscribe({ name: "else", snsTopic: deaf, eventCategories: ["failure"] });
  }
  /** The events that have arrived in a region, oldest first. */
  const arrived = async (region: string) => {
    const [told = "", deaf = ""] = topics.get(region) ?? [];
    expect(await messages(deaf)).toEqual([]);
    return (await messages(told)).map(({ body }) => {
      const event = JSON.parse(body) as Record<string, string>;
      return [event["Event ID"]?.split("#")[1], event["Source ID"], event["Event Message"]];
    });
  };

  await emulator.setFaults([{ kind: "promotion-time", seconds: 0.2 }]);
  const { primary, standby } = await createGlobalDatabase(emulator, "told");
  const rds = emulator.client(RDSClient, standbyRegion);
  await rds.send(
    new FailoverGlobalClusterCommand({
      GlobalClusterIdentifier: "told",
      TargetDbClusterIdentifier: requiredText(standby.state, "arn"),
      AllowDataLoss: true,
    }),
  );
  const completed = "Global failover to DB cluster told-standby in Region us-west-2 completed.";
  const patient = { timeout: 30_000, interval: 100 };
  await expect.poll(() => arrived(primaryRegion), patient).toEqual([["RDS-EVENT-0238", "told-primary", completed]]);
  await expect.poll(() => arrived(standbyRegion), patient).toEqual([["RDS-EVENT-0238", "told-standby", completed]]);
  // The old writer has to follow the new one before it can take over again.
  const statuses = async () => {
    const { GlobalClusters } = await rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: "told" }));
    return GlobalClusters?.[0]?.GlobalClusterMembers?.map(({ SynchronizationStatus }) => SynchronizationStatus);
  };
  await expect.poll(statuses, patient).toEqual(["connected", "connected"]);
  await rds.send(
    new SwitchoverGlobalClusterCommand({
      GlobalClusterIdentifier: "told",
      TargetDbClusterIdentifier: requiredText(primary.state, "arn"),
    }),
  );
  const finished = "Global switchover to DB cluster told-primary in Region us-east-1 finished.";
  await expect.poll(() => arrived(primaryRegion), patient).toContainEqual(["RDS-EVENT-0185", "told-primary", finished]);
  await expect.poll(() => arrived(standbyRegion), patient).toContainEqual(["RDS-EVENT-0185", "told-standby", finished]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(eventSubscription, { name: "x", snsTopic: "y", namePrefix: "z" })).toEqual([
    {
      property: "namePrefix",
      reason:
        "unknown to the stand-in of aws:rds/eventSubscription:EventSubscription; legal: enabled, eventCategories, name, snsTopic, sourceIds, sourceType, tags",
    },
  ]);
});
