import { GetPolicyCommand, GetPolicyVersionCommand, IAMClient, ListPolicyVersionsCommand } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { policy } from "./policy.ts";

const emulator = useEmulator();
const region = "us-east-1";

const allow = (action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

async function seen(PolicyArn: string) {
  const iam = emulator.client(IAMClient, region);
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const version = { PolicyArn, VersionId: Policy?.DefaultVersionId };
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  return {
    ...Policy,
    document: decodeURIComponent(PolicyVersion?.Document ?? ""),
    versions: Versions.map(({ VersionId }) => VersionId),
  };
}

test("a policy is made, found, changed more often than AWS keeps versions, replaced and deleted", async () => {
  const context = emulator.context(region);
  expect(await find(policy, context, { name: "boundary-x" })).toEqual([]);

  const inputs = {
    name: "boundary-x",
    path: "/tandem/",
    description: "limits every role",
    policy: allow("dynamodb:*"),
    tags: { "tandem:urn": "boundary" },
  };
  const made = await TestResource.create(policy, context, inputs);
  expect(made.id).toBe("arn:aws:iam::000000000000:policy/tandem/boundary-x");
  const found = await seen(made.id);
  expect(found).toMatchObject({
    PolicyName: "boundary-x",
    Path: "/tandem/",
    Description: "limits every role",
    Tags: [{ Key: "tandem:urn", Value: "boundary" }],
    document: inputs.policy,
    versions: ["v1"],
  });
  expect(made.state).toEqual({ ...inputs, arn: made.id, policyId: found.PolicyId, tagsAll: inputs.tags });
  expect(await find(policy, context, { tags: inputs.tags })).toEqual([
    { id: made.id, name: "boundary-x", tags: inputs.tags },
  ]);

  for (const action of ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "kms:Decrypt", "kms:Encrypt"]) {
    await made.update({ ...inputs, policy: allow(action), tags: { Name: "boundary" } });
  }
  expect(await seen(made.id)).toMatchObject({
    Tags: [{ Key: "Name", Value: "boundary" }],
    document: allow("kms:Encrypt"),
    versions: ["v2", "v3", "v4", "v5", "v6"],
  });
  await made.refresh();
  expect(made.inputs).toEqual({ ...inputs, policy: allow("kms:Encrypt"), tags: { Name: "boundary" } });

  const renamed = { ...made.inputs, name: "boundary-y" };
  expect(made.diff(renamed).changes).toEqual(new Map([["name", "update-replace"]]));
  const next = await TestResource.create(policy, context, renamed);
  await made.delete();
  await made.delete();
  await expect(seen(made.id)).rejects.toThrow(`Policy ${made.id} not found.`);
  expect(await made.refresh()).toBe(false);
  expect(await find(policy, context, { name: "boundary-x" })).toEqual([]);
  await next.delete();
  expect(await policy.list(context)).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(policy, { name: "x", policy: allow("s3:*"), delayAfterPolicyCreationInMs: 1 })).toEqual([
    {
      property: "delayAfterPolicyCreationInMs",
      reason: "unknown to the stand-in of aws:iam/policy:Policy; legal: description, name, path, policy, tags",
    },
  ]);
});
