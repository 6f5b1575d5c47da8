import {
  DescribeDBSubnetGroupsCommand,
  ListTagsForResourceCommand,
  ModifyDBSubnetGroupCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { twoSubnets } from "./network-fixture.ts";
import { subnetGroup } from "./subnet-group.ts";

const emulator = useEmulator();
const region = "eu-central-1";

/** What an independent client sees. */
async function seen(name: string) {
  const rds = emulator.client(RDSClient, region);
  const { DBSubnetGroups } = await rds.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: name }));
  const { DBSubnetGroupArn: ResourceName, DBSubnetGroupDescription: description, Subnets } = DBSubnetGroups?.[0] ?? {};
  const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName }));
  return { description, subnets: Subnets?.map(({ SubnetIdentifier }) => SubnetIdentifier), tags: TagList };
}

test("a subnet group is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(region);
  const [one, two] = await twoSubnets(emulator, region);
  const [other, another] = await twoSubnets(emulator, region);
  const inputs = { name: "ledger", subnetIds: [one, two], tags: { "tandem:urn": "ledger" } };
  const made = await TestResource.create(subnetGroup, context, inputs);
  expect(await seen("ledger")).toEqual({
    description: "Managed by Pulumi",
    subnets: [one, two],
    tags: [{ Key: "tandem:urn", Value: "ledger" }],
  });
  expect(made.state).toEqual({
    ...inputs,
    description: "Managed by Pulumi",
    arn: "arn:aws:rds:eu-central-1:000000000000:subgrp:ledger",
    supportedNetworkTypes: ["IPV4"],
    tagsAll: inputs.tags,
    vpcId: expect.stringMatching(/^vpc-/),
  });
  const listed = { id: "ledger", name: "ledger", tags: inputs.tags };
  expect(await find(subnetGroup, context, { tags: { "tandem:urn": "ledger" } })).toEqual([listed]);
  expect(await find(subnetGroup, emulator.context("eu-central-2"), { name: "ledger" })).toEqual([]);
  await expect(TestResource.create(subnetGroup, context, inputs)).rejects.toThrow(
    "DBSubnetGroupAlreadyExistsFault: DB subnet group ledger already exists",
  );

  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  await made.update({ ...inputs, subnetIds: [one], description: "of the ledger", tags: { Name: "ledger" } });
  expect(await seen("ledger")).toEqual({
    description: "of the ledger",
    subnets: [one],
    tags: [{ Key: "Name", Value: "ledger" }],
  });

  const wanted = made.inputs;
  const elsewhere = new ModifyDBSubnetGroupCommand({ DBSubnetGroupName: "ledger", SubnetIds: [one, two] });
  await emulator.client(RDSClient, region).send(elsewhere);
  await made.refresh();
  expect(made.inputs).toEqual({ ...wanted, subnetIds: [one, two] });
  expect([...made.diff(wanted).changes.keys()]).toEqual(["subnetIds"]);
  await expect(made.update({ ...wanted, subnetIds: [other, another] })).rejects.toThrow("not all in a common VPC");

  expect(made.diff({ ...wanted, name: "other" }).replaces).toEqual(new Set(["name"]));
  expect((await TestResource.adopt(subnetGroup, context, "ledger")).inputs).toEqual({
    ...wanted,
    subnetIds: [one, two],
  });
  await made.delete();
  await made.delete();
  expect(await made.refresh()).toBe(false);
  expect(await find(subnetGroup, context, { name: "ledger" })).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(subnetGroup, { name: "x", subnetIds: [], namePrefix: "x" })).toEqual([
    {
      property: "namePrefix",
      reason: "unknown to the stand-in of aws:rds/subnetGroup:SubnetGroup; legal: description, name, subnetIds, tags",
    },
  ]);
});
