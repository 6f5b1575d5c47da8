import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListTagsForResourceCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { Change } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { zone } from "./zone.ts";

const emulator = useEmulator();
const region = "us-east-2";

async function seen(Id: string) {
  const route53 = emulator.client(Route53Client, region);
  const { HostedZone, DelegationSet } = await route53.send(new GetHostedZoneCommand({ Id }));
  const tags = new ListTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: Id });
  const { ResourceTagSet } = await route53.send(tags);
  return { zone: HostedZone, nameServers: DelegationSet?.NameServers, tags: ResourceTagSet?.Tags };
}

test("a zone is made, found, changed, replaced and deleted", async () => {
  const context = emulator.context(region);
  expect(await find(zone, context, { name: "x.test.local" })).toEqual([]);

  const inputs = { name: "x.test.local", tags: { "tandem:urn": "zone" } };
  const made = await TestResource.create(zone, context, inputs);
  const found = await seen(made.id);
  expect(found.zone).toMatchObject({
    Name: "x.test.local.",
    Config: { Comment: "Managed by Pulumi", PrivateZone: false },
  });
  expect(found.tags).toEqual([{ Key: "tandem:urn", Value: "zone" }]);
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:route53:::hostedzone/${made.id}`,
    comment: "Managed by Pulumi",
    nameServers: found.nameServers?.map((name) => name.replace(/\.$/, "")),
    primaryNameServer: "ns-1.awsdns-1.com",
    tagsAll: inputs.tags,
    zoneId: made.id,
  });
  const listed = [{ id: made.id, name: "x.test.local", tags: inputs.tags }];
  expect(await find(zone, context, { name: "x.test.local" })).toEqual(listed);
  expect(await find(zone, emulator.context("us-east-1"), { tags: inputs.tags })).toEqual(listed);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  await made.update({ name: "x.test.local", comment: "payments", tags: { Name: "zone" } });
  const changed = await seen(made.id);
  expect(changed.zone?.Config?.Comment).toBe("payments");
  expect(changed.tags).toEqual([{ Key: "Name", Value: "zone" }]);

  expect(made.diff({ ...made.inputs, name: "y.test.local" }).changes).toEqual(new Map([["name", "update-replace"]]));
  const next = await TestResource.create(zone, context, { name: "y.test.local." });
  expect(next.state["name"]).toBe("y.test.local.");
  await made.delete();
  await made.delete();
  await expect(seen(made.id)).rejects.toThrow(`No hosted zone found with ID: ${made.id}`);
  expect(await made.refresh()).toBe(false);
  expect(await find(zone, context, { name: "x.test.local" })).toEqual([]);
  await next.delete();
});

test("a zone with records is deleted only when the program says so", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(zone, context, { name: "full.test.local" });
  const record: Change = {
    Action: "CREATE",
    ResourceRecordSet: { Name: "api.full.test.local", Type: "TXT", TTL: 5, ResourceRecords: [{ Value: '"up"' }] },
  };
  const ChangeBatch = { Changes: [record] };
  const change = new ChangeResourceRecordSetsCommand({ HostedZoneId: made.id, ChangeBatch });
  await emulator.client(Route53Client, region).send(change);
  await expect(made.delete()).rejects.toThrow("other than the default SOA and NS records");
  expect((await seen(made.id)).zone?.ResourceRecordSetCount).toBe(3);

  await made.update({ name: "full.test.local", forceDestroy: true });
  await made.delete();
  expect(await zone.list(context)).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(zone, { name: "x.test", vpcs: [{ vpcId: "vpc-1" }] })).toEqual([
    {
      property: "vpcs",
      reason: "unknown to the stand-in of aws:route53/zone:Zone; legal: comment, forceDestroy, name, tags",
    },
  ]);
});
