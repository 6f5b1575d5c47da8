import { CreateTagsCommand, DescribeAddressesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { eip } from "./eip.ts";

const emulator = useEmulator();
const region = "eu-central-1";

async function seen() {
  const { Addresses } = await emulator.client(EC2Client, region).send(new DescribeAddressesCommand({}));
  return Addresses ?? [];
}

test("an address is allocated, found, tagged, seen when it drifts, and released", async () => {
  const context = emulator.context(region);
  const inputs = { tags: { Name: "dr-1" } };
  const made = await TestResource.create(eip, context, inputs);
  const [address] = await seen();
  expect(address).toMatchObject({ AllocationId: made.id, Domain: "vpc", Tags: [{ Key: "Name", Value: "dr-1" }] });
  expect(made.state).toEqual({
    ...inputs,
    allocationId: made.id,
    arn: `arn:aws:ec2:eu-central-1:000000000000:elastic-ip/${made.id}`,
    publicIp: address?.PublicIp,
    tagsAll: inputs.tags,
  });
  expect(await eip.list(context)).toEqual([{ id: made.id, name: "dr-1", tags: inputs.tags }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(eip, context, made.id)).inputs).toEqual({ ...inputs, domain: "vpc" });

  await made.update({ tags: { Name: "dr-2" } });
  expect((await seen())[0]?.Tags).toEqual([{ Key: "Name", Value: "dr-2" }]);
  const byHand = new CreateTagsCommand({ Resources: [made.id], Tags: [{ Key: "Name", Value: "mine" }] });
  await emulator.client(EC2Client, region).send(byHand);
  const wanted = made.inputs;
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["tags.Name", "update"]]));
  expect(made.diff({ domain: "standard" }).replaces).toEqual(new Set(["domain"]));

  await made.delete();
  await made.delete();
  expect(await seen()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  expect(await eip.list(context)).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(eip, { instance: "i-1" })).toEqual([
    { property: "instance", reason: "unknown to the stand-in of aws:ec2/eip:Eip; legal: domain, tags" },
  ]);
});
