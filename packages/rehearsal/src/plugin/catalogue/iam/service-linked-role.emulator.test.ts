import { GetRoleCommand, IAMClient, UpdateRoleDescriptionCommand } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useGatedEmulator } from "../../testing/gated-emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { role } from "./role.ts";
import { serviceLinkedRole } from "./service-linked-role.ts";

const emulator = useGatedEmulator();
const region = "eu-central-1";
const iam = () => emulator.client(IAMClient, region);
const arn =
  "arn:aws:iam::000000000000:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_trading-x";

async function seen(RoleName: string) {
  return (await iam().send(new GetRoleCommand({ RoleName }))).Role;
}

test("a service-linked role is made, found, changed, seen when it drifts, adopted, replaced and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    awsServiceName: "autoscaling.amazonaws.com",
    customSuffix: "trading-x",
    description: "reaches the environment's keys",
    tags: { "tandem:urn": "linked" },
  };
  const made = await TestResource.create(serviceLinkedRole, context, inputs);
  expect(made.id).toBe(arn);
  const found = await seen("AWSServiceRoleForAutoScaling_trading-x");
  expect(found).toMatchObject({
    Arn: arn,
    Path: "/aws-service-role/autoscaling.amazonaws.com/",
    Description: "reaches the environment's keys",
    Tags: [{ Key: "tandem:urn", Value: "linked" }],
  });
  expect(JSON.parse(decodeURIComponent(found?.AssumeRolePolicyDocument ?? ""))).toMatchObject({
    Statement: [{ Principal: { Service: "autoscaling.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });
  expect(made.state).toEqual({
    ...inputs,
    arn,
    createDate: found?.CreateDate?.toISOString(),
    name: "AWSServiceRoleForAutoScaling_trading-x",
    path: "/aws-service-role/autoscaling.amazonaws.com/",
    tagsAll: inputs.tags,
    uniqueId: found?.RoleId,
  });
  const listed = { id: arn, name: "AWSServiceRoleForAutoScaling_trading-x", tags: inputs.tags };
  expect(await find(serviceLinkedRole, context, { tags: inputs.tags })).toEqual([listed]);
  expect(await role.list(context)).toEqual([]);
  expect((await TestResource.adopt(serviceLinkedRole, context, arn)).inputs).toEqual(inputs);
  await expect(serviceLinkedRole.create(context, inputs)).rejects.toThrow(
    "Service role name AWSServiceRoleForAutoScaling_trading-x has been taken in this account",
  );

  await made.update({ ...inputs, description: "", tags: {} });
  expect(await seen("AWSServiceRoleForAutoScaling_trading-x")).not.toHaveProperty("Tags");
  const wanted = made.inputs;
  const drift = { RoleName: "AWSServiceRoleForAutoScaling_trading-x", Description: "drifted" };
  await iam().send(new UpdateRoleDescriptionCommand(drift));
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["description", "update"]]));

  expect(made.diff({ ...made.inputs, customSuffix: "y" }).changes).toEqual(
    new Map([["customSuffix", "update-replace"]]),
  );
  await made.delete();
  await made.delete();
  await expect(seen("AWSServiceRoleForAutoScaling_trading-x")).rejects.toThrow("not found");
  expect(await made.refresh()).toBe(false);
  expect(await serviceLinkedRole.list(context)).toEqual([]);
});

test("without a suffix the role has the service's own name", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(serviceLinkedRole, context, { awsServiceName: "autoscaling.amazonaws.com" });
  expect(made.state["name"]).toBe("AWSServiceRoleForAutoScaling");
  expect(made.state["customSuffix"]).toBe(undefined);
  await made.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(serviceLinkedRole, { awsServiceName: "x", name: "y" })).toEqual([
    {
      property: "name",
      reason:
        "unknown to the stand-in of aws:iam/serviceLinkedRole:ServiceLinkedRole; legal: awsServiceName, customSuffix, description, tags",
    },
  ]);
});
