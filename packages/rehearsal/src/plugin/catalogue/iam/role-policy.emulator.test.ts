import { CreateRoleCommand, GetRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { rolePolicy } from "./role-policy.ts";

const emulator = useEmulator();
const region = "us-east-1";

const allow = (action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

async function seen(role: string, name: string) {
  const command = new GetRolePolicyCommand({ RoleName: role, PolicyName: name });
  const { PolicyDocument = "" } = await emulator.client(IAMClient, region).send(command);
  return decodeURIComponent(PolicyDocument);
}

beforeAll(async () => {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  for (const RoleName of ["one", "two"]) {
    const command = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
    await emulator.client(IAMClient, region).send(command);
  }
});

test("an inline policy is made, found, changed, replaced and deleted", async () => {
  const context = emulator.context(region);
  expect(await find(rolePolicy, context, { name: "tables" })).toEqual([]);

  const inputs = { name: "tables", role: "one", policy: allow("dynamodb:GetItem") };
  const made = await TestResource.create(rolePolicy, context, inputs);
  expect(made.id).toBe("one:tables");
  expect(made.state).toEqual(inputs);
  expect(await seen("one", "tables")).toBe(inputs.policy);
  expect(await find(rolePolicy, context, { name: "tables" })).toEqual([{ id: "one:tables", name: "tables" }]);

  await made.update({ ...inputs, policy: allow("dynamodb:PutItem") });
  expect(await seen("one", "tables")).toBe(allow("dynamodb:PutItem"));
  await made.refresh();
  expect(made.inputs).toEqual({ ...inputs, policy: allow("dynamodb:PutItem") });

  expect(made.diff({ ...made.inputs, role: "two" }).changes).toEqual(new Map([["role", "update-replace"]]));
  const next = await TestResource.create(rolePolicy, context, { ...made.inputs, role: "two" });
  await made.delete();
  await made.delete();
  await expect(seen("one", "tables")).rejects.toThrow("The role policy with name tables cannot be found.");
  expect(await made.refresh()).toBe(false);
  expect(await find(rolePolicy, context, { name: "tables" })).toEqual([{ id: "two:tables", name: "tables" }]);
  await next.delete();
  expect(await find(rolePolicy, context, { name: "tables" })).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(rolePolicy, { name: "x", role: "one", policy: allow("s3:*"), namePrefix: "x" })).toEqual([
    {
      property: "namePrefix",
      reason: "unknown to the stand-in of aws:iam/rolePolicy:RolePolicy; legal: name, policy, role",
    },
  ]);
});
