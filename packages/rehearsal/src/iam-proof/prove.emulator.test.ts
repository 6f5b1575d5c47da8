import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttachRolePolicyCommand, CreatePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callApi } from "../sandbox/api-client.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { deployEcho } from "../sandbox/testing/rest-api.ts";
import { proveIam } from "./prove.ts";

let directory: string;
let sandbox: Sandbox;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-iam-"));
  sandbox = await startSandbox({ directory, id: "iam" });
});
afterAll(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true });
});

test("a role's permission is in use once its function has called, by inline and by attached policies", async () => {
  const url = await deployEcho(sandbox.endpoint, "us-east-2");
  const iam = new IAMClient({ endpoint: sandbox.endpoint, region: "us-east-1", credentials: rehearsalCredentials });
  const document = (Statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
  const queue = "arn:aws:sqs:us-east-1:000000000000:jobs";
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: "jobs",
      PolicyDocument: document({ Sid: "Jobs", Effect: "Allow", Action: "sqs:SendMessage", Resource: queue }),
    }),
  );
  await iam.send(
    new CreateRoleCommand({
      RoleName: "bounded",
      PermissionsBoundary: Policy?.Arn,
      AssumeRolePolicyDocument: document({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "lambda.amazonaws.com" },
      }),
    }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: "bounded", PolicyArn: Policy?.Arn }));

  const proof = () =>
    proveIam({ endpoint: sandbox.endpoint, regions: ["us-east-1", "us-east-2"], purposes: new Map() });
  const before = {
    roles: ["bounded", "echo-us-east-2"],
    wildcards: ["echo-us-east-2 identity (no Sid): the resource * is a wildcard"],
    unbounded: ["echo-us-east-2"],
    unused: ["bounded Jobs: sqs:SendMessage", "echo-us-east-2 (no Sid): sts:GetCallerIdentity"],
    stale: [],
  };
  expect(await proof()).toEqual(before);
  expect((await callApi(sandbox, url)).status).toBe(200);
  expect(await proof()).toEqual({ ...before, unused: ["bounded Jobs: sqs:SendMessage"] });
});
