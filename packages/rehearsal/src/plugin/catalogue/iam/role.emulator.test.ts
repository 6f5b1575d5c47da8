import {
  AttachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { role } from "./role.ts";

const emulator = useEmulator();
const region = "us-east-1";
const adminPolicy = "arn:aws:iam::aws:policy/AdministratorAccess";
const readPolicy = "arn:aws:iam::aws:policy/ReadOnlyAccess";

const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
  });

async function seen(name: string) {
  const { Role } = await emulator.client(IAMClient, region).send(new GetRoleCommand({ RoleName: name }));
  return { ...Role, trust: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "") };
}

test("a role is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  expect(await find(role, context, { name: "ledger-x" })).toEqual([]);

  const inputs = {
    name: "ledger-x",
    description: "runs the ledger",
    path: "/tandem/",
    assumeRolePolicy: trust("lambda"),
    permissionsBoundary: adminPolicy,
    maxSessionDuration: 7200,
    tags: { "tandem:urn": "ledger" },
  };
  const made = await TestResource.create(role, context, inputs);
  const found = await seen("ledger-x");
  expect(found).toMatchObject({
    Arn: "arn:aws:iam::000000000000:role/tandem/ledger-x",
    Description: "runs the ledger",
    MaxSessionDuration: 7200,
    PermissionsBoundary: { PermissionsBoundaryArn: adminPolicy },
    Tags: [{ Key: "tandem:urn", Value: "ledger" }],
    trust: trust("lambda"),
  });
  expect(made.id).toBe("ledger-x");
  expect(made.state).toEqual({
    ...inputs,
    arn: found.Arn,
    createDate: found.CreateDate?.toISOString(),
    tagsAll: inputs.tags,
    uniqueId: found.RoleId,
  });
  const listed = { id: "ledger-x", name: "ledger-x", tags: inputs.tags };
  expect(await find(role, context, { tags: { "tandem:urn": "ledger" } })).toEqual([listed]);
  expect(await find(role, emulator.context("us-east-2"), { name: "ledger-x" })).toEqual([listed]);

  const { permissionsBoundary: _, description: __, ...plainer } = inputs;
  await made.update({ ...plainer, assumeRolePolicy: trust("scheduler"), maxSessionDuration: 3600, tags: {} });
  const changed = await seen("ledger-x");
  expect(changed).toMatchObject({ Description: "", MaxSessionDuration: 3600, trust: trust("scheduler") });
  expect([changed.PermissionsBoundary, changed.Tags]).toEqual([undefined, undefined]);

  const wanted = made.inputs;
  await emulator
    .client(IAMClient, region)
    .send(new UpdateRoleCommand({ RoleName: "ledger-x", MaxSessionDuration: 4000 }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...wanted, maxSessionDuration: 4000 });
  expect(made.diff(wanted).changes).toEqual(new Map([["maxSessionDuration", "update"]]));

  await made.delete();
  await made.delete();
  await expect(seen("ledger-x")).rejects.toThrow("Role ledger-x not found.");
  expect(await made.refresh()).toBe(false);
  expect(await find(role, context, { name: "ledger-x" })).toEqual([]);
});

test("a trust policy with the same meaning is no change, and refresh keeps the program's text", async () => {
  const inputs = { name: "spaced", assumeRolePolicy: JSON.stringify(JSON.parse(trust("lambda")), undefined, 2) };
  const made = await TestResource.create(role, emulator.context(region), inputs);
  expect(made.diff({ ...inputs, assumeRolePolicy: trust("lambda") }).changes).toEqual(new Map());
  const update = { RoleName: "spaced", PolicyDocument: trust("lambda") };
  await emulator.client(IAMClient, region).send(new UpdateAssumeRolePolicyCommand(update));
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  await made.delete();
});

test("another name replaces a role", async () => {
  const context = emulator.context(region);
  const inputs = { name: "old", assumeRolePolicy: trust("lambda") };
  const old = await TestResource.create(role, context, inputs);
  expect(old.diff({ ...inputs, name: "new" }).changes).toEqual(new Map([["name", "update-replace"]]));
  const next = await TestResource.create(role, context, { ...inputs, name: "new" });
  await old.delete();
  expect((await seen("new")).RoleName).toBe("new");
  await expect(seen("old")).rejects.toThrow("Role old not found.");
  await next.delete();
});

test("a role with policies is deleted only when the program says so", async () => {
  const context = emulator.context(region);
  const iam = emulator.client(IAMClient, region);
  const inputs = { name: "attached", assumeRolePolicy: trust("lambda") };
  const made = await TestResource.create(role, context, inputs);
  await iam.send(new AttachRolePolicyCommand({ RoleName: "attached", PolicyArn: readPolicy }));
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
  const inline = { RoleName: "attached", PolicyName: "inline", PolicyDocument: JSON.stringify(document) };
  await iam.send(new PutRolePolicyCommand(inline));
  await expect(made.delete()).rejects.toThrow("Cannot delete entity, must detach all policies first.");

  await made.update({ ...inputs, forceDetachPolicies: true });
  await made.delete();
  await expect(seen("attached")).rejects.toThrow("Role attached not found.");
});

test("properties that the entry does not know are refused", () => {
  const inputs = { name: "x", assumeRolePolicy: "{", managedPolicyArns: [], region };
  expect(checkInputs(role, inputs)).toEqual([
    {
      property: "assumeRolePolicy",
      reason: "is no JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
    },
    {
      property: "managedPolicyArns",
      reason:
        "unknown to the stand-in of aws:iam/role:Role; legal: assumeRolePolicy, description, forceDetachPolicies, maxSessionDuration, name, path, permissionsBoundary, tags",
    },
    {
      property: "region",
      reason: "not used: aws:iam/role:Role is made in the region of its provider; pass that provider instead",
    },
  ]);
});
