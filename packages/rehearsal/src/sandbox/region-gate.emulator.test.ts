import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { callApi } from "./api-client.ts";
import { callCountSchema, callsPath } from "./call-counts.ts";
import type { CallCount } from "./call-counts.ts";
import { rehearsalCredentials } from "./environment.ts";
import { sessionPath, sessionSchema } from "./session.ts";
import { startSandbox } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import { deployEcho, mapDomain } from "./testing/rest-api.ts";
import type { Echo } from "./testing/rest-api.ts";

const regions = ["us-east-1", "us-east-2"];
let directory: string;
let sandbox: Sandbox;
const apis: Record<string, string> = {};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-gate-"));
  sandbox = await startSandbox({ directory, id: "gate" });
  for (const region of regions) apis[region] = await deployEcho(sandbox.endpoint, region);
});
afterAll(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true });
});

async function counts(): Promise<CallCount[]> {
  const response = await fetch(`${sandbox.endpoint}${callsPath}`);
  return z.array(callCountSchema).parse(await response.json());
}

async function countOf(region: string, service: string, action: string): Promise<number> {
  const found = (await counts()).filter(
    (line) => line.region === region && line.service === service && line.action === action,
  );
  return found.reduce((sum, { count }) => sum + count, 0);
}

const echoRole = "arn:aws:iam::000000000000:role/echo-us-east-2";

/** Credentials of the role that the function of us-east-2 has. */
async function echoCredentials() {
  const sts = new STSClient({ endpoint: sandbox.endpoint, region: "us-east-2", credentials: rehearsalCredentials });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: echoRole, RoleSessionName: "gate" }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

test.each(regions)("an API of %s reaches the function of that region", async (region) => {
  const before = await countOf(region, "execute-api", "Invoke");
  const response = await callApi(sandbox, `${apis[region]}?a=b%2Fc`, { method: "POST", body: "ä" });
  const echo = (await response.json()) as Echo;
  expect(response.status).toBe(200);
  expect({ region: echo.region, path: echo.path, query: echo.query, body: echo.body }).toEqual({
    region,
    path: "/",
    query: { a: "b/c" },
    body: "ä",
  });
  expect(await countOf(region, "execute-api", "Invoke")).toBe(before + 1);
});

test("a function's own calls go through the gate with its role: what it may do succeeds, the rest is denied", async () => {
  const calls = ["sts", "dynamodb"].map((service) => [service, service === "sts" ? "GetCallerIdentity" : "ListTables"]);
  const before = await Promise.all(calls.map(([service = "", action = ""]) => countOf("us-east-2", service, action)));
  const echo = (await (await callApi(sandbox, apis["us-east-2"] ?? "")).json()) as Echo;
  expect(echo.identity.status).toBe(200);
  expect(echo.identity.body).toContain("assumed-role/echo-us-east-2/echo");
  expect(echo.denied.body).toContain("AccessDeniedException");
  expect(echo.home.startsWith(directory)).toBe(true);
  const after = await Promise.all(calls.map(([service = "", action = ""]) => countOf("us-east-2", service, action)));
  expect(after).toEqual(before.map((count) => count + 1));
});

test("a signature by a role verifies through the gate, and a wrong one does not", async () => {
  const config = { endpoint: sandbox.endpoint, region: "us-east-2" };
  const credentials = await echoCredentials();
  const allowed = new DynamoDBClient({ ...config, credentials });
  await expect(allowed.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: "AccessDeniedException" });
  const forged = new DynamoDBClient({ ...config, credentials: { ...credentials, secretAccessKey: "wrong" } });
  await expect(forged.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: "InvalidSignatureException" });
});

test("a policy that refuses plain HTTP takes the gate for AWS's own endpoint, and the emulator's port for plain", async () => {
  const config = { region: "us-east-2", forcePathStyle: true };
  const administrator = new S3Client({ ...config, endpoint: sandbox.endpoint, credentials: rehearsalCredentials });
  await administrator.send(
    new CreateBucketCommand({ Bucket: "tls-only", CreateBucketConfiguration: { LocationConstraint: "us-east-2" } }),
  );
  const Resource = "arn:aws:s3:::tls-only/*";
  const insecure = { Bool: { "aws:SecureTransport": "false" } };
  const policy = [
    { Effect: "Allow", Principal: { AWS: echoRole }, Action: "s3:PutObject", Resource },
    { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource, Condition: insecure },
  ];
  await administrator.send(
    new PutBucketPolicyCommand({
      Bucket: "tls-only",
      Policy: JSON.stringify({ Version: "2012-10-17", Statement: policy }),
    }),
  );
  const put = new PutObjectCommand({ Bucket: "tls-only", Key: "a", Body: "a" });
  const credentials = await echoCredentials();
  const throughGate = await new S3Client({ ...config, endpoint: sandbox.endpoint, credentials }).send(put);
  expect(throughGate.$metadata.httpStatusCode).toBe(200);
  const { emulatorPort } = sessionSchema.parse(await (await fetch(`${sandbox.endpoint}${sessionPath}`)).json());
  const plain = new S3Client({ ...config, endpoint: `http://127.0.0.1:${emulatorPort}`, credentials });
  await expect(plain.send(put)).rejects.toMatchObject({ name: "AccessDenied" });
});

test("a request whose body names the action arrives whole, in its region", async () => {
  const config = { endpoint: sandbox.endpoint, credentials: rehearsalCredentials };
  const ohio = new SNSClient({ ...config, region: "us-east-2" });
  const { TopicArn } = await ohio.send(
    new CreateTopicCommand({ Name: "alerts", Attributes: { DisplayName: "ä & ö" } }),
  );
  expect(TopicArn).toBe("arn:aws:sns:us-east-2:000000000000:alerts");
  const virginia = await new SNSClient({ ...config, region: "us-east-1" }).send(new ListTopicsCommand({}));
  expect(virginia.Topics).toEqual([]);
  expect(await countOf("us-east-2", "sns", "CreateTopic")).toBe(1);
  expect(await countOf("us-east-1", "sns", "ListTopics")).toBe(1);
});

test("a custom domain name that both regions have reaches the API of the region that is connected to", async () => {
  const domainName = "api.payment-gate.test.local";
  const regional = await Promise.all(
    regions.map((region) => mapDomain(sandbox.endpoint, region, domainName, apis[region])),
  );
  const answers = await Promise.all(
    regional.map(async (host) => {
      const response = await callApi(sandbox, `https://${host}/payments?a=b`, { headers: { host: domainName } });
      const { region, path, query } = (await response.json()) as Echo;
      return { status: response.status, region, path, query };
    }),
  );
  expect(answers).toEqual(regions.map((region) => ({ status: 200, region, path: "/", query: { a: "b" } })));

  // Not the name of any API there, and a path that it does not show.
  const [host = ""] = regional;
  const refused = await Promise.all([
    callApi(sandbox, `https://${host}/payments`, { headers: { host: "other.test.local" } }),
    callApi(sandbox, `https://${host}/refunds`, { headers: { host: domainName } }),
  ]);
  expect(await Promise.all(refused.map(async (one) => [one.status, await one.json()]))).toEqual([
    [403, { message: "Forbidden" }],
    [403, { message: "Forbidden" }],
  ]);
});

test.each(regions)("a custom domain name that only %s has is reached by itself", async (region) => {
  const domainName = `api.${region}.payment-gate.test.local`;
  await mapDomain(sandbox.endpoint, region, domainName, apis[region]);
  const response = await callApi(sandbox, `https://${domainName}/payments`);
  const echo = (await response.json()) as Echo;
  expect({ status: response.status, region: echo.region, path: echo.path }).toEqual({ status: 200, region, path: "/" });
});

test("an API that does not exist is refused by the emulator, not looked for elsewhere", async () => {
  const response = await callApi(sandbox, "https://zzzzzzzzzz.execute-api.us-east-2.amazonaws.com/prod/health");
  expect({ status: response.status, body: await response.json() }).toEqual({
    status: 404,
    body: { message: "Not Found" },
  });
});

test("a dark region reaches nobody and nobody reaches it; its global services go with us-east-1", async () => {
  const config = { endpoint: sandbox.endpoint, credentials: rehearsalCredentials, maxAttempts: 1 };
  const tables = (region: string) => new DynamoDBClient({ ...config, region }).send(new ListTablesCommand({}));
  const roles = () => new IAMClient({ ...config, region: "us-east-2" }).send(new ListRolesCommand({}));
  const { emulatorPort } = sessionSchema.parse(await (await fetch(`${sandbox.endpoint}${sessionPath}`)).json());
  const [id] = new URL(apis["us-east-2"] ?? "").hostname.split(".");
  // As MiniStack's own scheduler starts functions: past the gate.
  const inside = async () => (await fetch(`http://127.0.0.1:${emulatorPort}/_aws/execute-api/${id}/prod`)).status;

  await sandbox.setFaults([{ kind: "dark", region: "us-east-2" }]);
  await expect(tables("us-east-2")).rejects.toMatchObject({ code: "ECONNRESET" });
  await expect(callApi(sandbox, apis["us-east-2"] ?? "")).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(await inside()).toBe(502);
  expect((await tables("us-east-1")).TableNames).toEqual([]);
  expect((await callApi(sandbox, apis["us-east-1"] ?? "")).status).toBe(200);
  expect((await roles()).Roles?.length).toBe(2);

  await sandbox.setFaults([{ kind: "dark", region: "us-east-1" }]);
  await expect(roles()).rejects.toMatchObject({ code: "ECONNRESET" });
  expect((await tables("us-east-2")).TableNames).toEqual([]);
  expect(await inside()).toBe(200);

  await sandbox.setFaults([]);
  expect((await roles()).Roles?.length).toBe(2);
});

test("nothing but this machine is called", async () => {
  await expect(callApi({ endpoint: "http://192.0.2.1:80" }, apis["us-east-1"] ?? "")).rejects.toThrow(
    'a rehearsal talks to this machine only, not to "http://192.0.2.1:80"',
  );
});
