import { CreateRoleCommand, DeleteRoleCommand, GetInstanceProfileCommand, IAMClient } from "@aws-sdk/client-iam";
import { RemoveRoleFromInstanceProfileCommand } from "@aws-sdk/client-iam";
import { beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { instanceProfile } from "./instance-profile.ts";

const emulator = useEmulator();
const region = "eu-central-1";
const iam = () => emulator.client(IAMClient, region);

beforeAll(async () => {
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  for (const RoleName of ["trading", "other"]) {
    await iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  }
});

async function seen(InstanceProfileName: string) {
  const { InstanceProfile } = await iam().send(new GetInstanceProfileCommand({ InstanceProfileName }));
  return { ...InstanceProfile, Roles: InstanceProfile?.Roles?.map(({ RoleName }) => RoleName) };
}

test("an instance profile is made, found, changed, seen when it drifts, adopted, replaced and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { name: "trading-x", path: "/tandem/", role: "trading", tags: { "tandem:urn": "profile" } };
  const made = await TestResource.create(instanceProfile, context, inputs);
  const found = await seen("trading-x");
  expect(made.id).toBe("trading-x");
  expect(found).toMatchObject({
    Arn: "arn:aws:iam::000000000000:instance-profile/tandem/trading-x",
    Roles: ["trading"],
    Tags: [{ Key: "tandem:urn", Value: "profile" }],
  });
  expect(made.state).toEqual({
    ...inputs,
    arn: found.Arn,
    createDate: found.CreateDate?.toISOString(),
    tagsAll: inputs.tags,
    uniqueId: found.InstanceProfileId,
  });
  const listed = { id: "trading-x", name: "trading-x", tags: inputs.tags };
  expect(await find(instanceProfile, emulator.context("us-east-1"), { tags: inputs.tags })).toEqual([listed]);
  const adopted = await TestResource.adopt(instanceProfile, context, "trading-x");
  expect(adopted.inputs).toEqual(inputs);

  await made.update({ ...inputs, role: "other", tags: { Name: "trading" } });
  expect(await seen("trading-x")).toMatchObject({ Roles: ["other"], Tags: [{ Key: "Name", Value: "trading" }] });
  const wanted = made.inputs;
  const taken = { InstanceProfileName: "trading-x", RoleName: "other" };
  await iam().send(new RemoveRoleFromInstanceProfileCommand(taken));
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["role", "add"]]));
  await made.update(wanted);
  expect(await seen("trading-x")).toMatchObject({ Roles: ["other"] });

  expect(made.diff({ ...wanted, name: "y", path: "/" }).changes).toEqual(
    new Map([
      ["name", "update-replace"],
      ["path", "update-replace"],
    ]),
  );
  await made.delete();
  await made.delete();
  await expect(seen("trading-x")).rejects.toThrow("Instance profile trading-x not found.");
  expect(await made.refresh()).toBe(false);
  expect(await instanceProfile.list(context)).toEqual([]);
  await iam().send(new DeleteRoleCommand({ RoleName: "other" }));
});

test("a profile whose role does not exist is not left behind", async () => {
  const context = emulator.context(region);
  await expect(instanceProfile.create(context, { name: "half", role: "nobody" })).rejects.toThrow(
    "Role nobody not found.",
  );
  expect(await instanceProfile.list(context)).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(instanceProfile, { name: "x", roles: [] })).toEqual([
    {
      property: "roles",
      reason: "unknown to the stand-in of aws:iam/instanceProfile:InstanceProfile; legal: name, path, role, tags",
    },
  ]);
});
