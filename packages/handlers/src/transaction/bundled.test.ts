import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { bundle } from "../bundle.ts";
import { startAwsServer } from "./aws-server.ts";
import { lambdaContext, restEvent } from "./fixtures.ts";
import { transactionPermissions } from "./permissions.ts";

const payload = { id: "pay_1", amountMinor: 1250, currency: "USD" };

// Outside the repository, so that nothing but Node's own modules can be imported beside the bundle.
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "tandem-bundle-"));
  copyFileSync(join(bundle("transaction").directory, "index.mjs"), join(directory, "index.mjs"));
});
afterAll(() => rmSync(directory, { recursive: true }));

let server: Awaited<ReturnType<typeof startAwsServer>>;
let processes: ReturnType<typeof startProcess>[];
beforeEach(async () => {
  server = await startAwsServer();
  processes = [startProcess(server.endpoint), startProcess(server.endpoint)];
});
afterEach(async () => {
  const gone = processes.map((child) => once(child, "exit"));
  for (const child of processes) child.disconnect();
  await Promise.all(gone);
  await server.stop();
});

/** A process that serves the bundle as Lambda's runtime does, one event after another, under a name server of its own. */
function startProcess(endpoint: string) {
  const script = `
    import dns from "node:dns/promises";
    import { syncBuiltinESMExports } from "node:module";
    let role = "primary";
    dns.resolveTxt = async () => [[role]];
    syncBuiltinESMExports();
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(directory, "index.mjs")).href)});
    process.on("message", async ({ named, event, context }) => {
      role = named ?? role;
      process.send(event === undefined ? {} : await handler(event, context));
    });
  `;
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: directory,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      WORKLOAD_TABLE: "payments-dev1",
      CONTROL_TABLE: "control-dev1",
      DOCUMENTS_BUCKET: "payment-docs-us-east-1-dev1",
      STARTS_FENCED: "false",
      ROLE_RECORD: "role.api.pay.test",
      ROLE: "primary",
      ENVIRONMENT: "dev",
      POWERTOOLS_SERVICE_NAME: "payment-processor",
      LOG_LEVEL: "ERROR",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: endpoint,
    },
  });
}

async function deliver(event: APIGatewayProxyEvent, nth = 0): Promise<APIGatewayProxyResult> {
  const child = processes[nth];
  if (child === undefined) throw new Error(`there is no process ${nth}`);
  const answered = once(child, "message");
  child.send({ event, context: lambdaContext });
  const [result] = (await answered) as [APIGatewayProxyResult];
  return result;
}

/** Makes the name server of a process name this side, as the role record does. */
async function name(side: "primary" | "standby", nth = 0): Promise<void> {
  const child = processes[nth];
  if (child === undefined) throw new Error(`there is no process ${nth}`);
  const answered = once(child, "message");
  child.send({ named: side });
  await answered;
}

async function send(method: string, path: string, body?: unknown, nth = 0) {
  const event = restEvent(method, path, body === undefined ? null : JSON.stringify(body));
  const result = await deliver(event, nth);
  return {
    statusCode: result.statusCode,
    body: JSON.parse(result.body) as Record<string, unknown>,
  };
}

async function sendDocument({ path, type, body }: { path: string; type: string; body: string }) {
  const event = restEvent("PUT", path, body);
  return await deliver({ ...event, headers: { ...event.headers, "content-type": type }, isBase64Encoded: true });
}

test("the built bundle serves payments and uses exactly the actions that the role permits", async () => {
  const first = await send("POST", "/transactions", payload);
  expect([first.statusCode, first.body["region"], first.body["epoch"]]).toEqual([201, "us-east-1", 1]);
  expect(await send("POST", "/transactions", payload)).toEqual({ ...first, statusCode: 200 });
  expect(await send("GET", "/transactions/pay_1")).toEqual({ ...first, statusCode: 200 });
  expect((await send("POST", "/transactions", { ...payload, amountMinor: 1 })).statusCode).toBe(409);
  expect((await send("GET", "/transactions/pay_2")).statusCode).toBe(404);

  const bytes = Buffer.from([0x25, 0xff, 0x00]);
  const document = { path: "/transactions/pay_1/document", type: "application/pdf", body: bytes.toString("base64") };
  expect((await send("GET", document.path)).statusCode).toBe(404);
  expect((await sendDocument(document)).statusCode).toBe(201);
  expect((await sendDocument(document)).statusCode).toBe(200);
  expect((await sendDocument({ ...document, body: "" })).statusCode).toBe(400);
  expect(await deliver(restEvent("GET", document.path))).toMatchObject({
    statusCode: 200,
    headers: { "content-type": "application/pdf", "x-document-region": "us-east-1" },
    isBase64Encoded: true,
    body: document.body,
  });
  expect([...server.objects.keys()]).toEqual(["/payment-docs-us-east-1-dev1/transactions/pay_1/0000000001-us-east-1"]);
  expect((await send("GET", "/health")).body["status"]).toBe("healthy");
  expect((await send("GET", "/ready")).body["status"]).toBe("ready");

  expect([...(server.tables.get("payments-dev1")?.keys() ?? [])]).toEqual(["TX#pay_1 0000000001#us-east-1"]);

  // In the other process, which has not looked the role up yet.
  await name("standby", 1);
  expect((await send("POST", "/transactions", { ...payload, id: "pay_2" }, 1)).body["error"]).toBe("fenced");
  expect(server.tables.get("control-dev1")?.get("region-state#us-east-1 latest")).toMatchObject({
    epoch: { N: "1" },
    fenced: { BOOL: true },
  });
  expect(new Set(server.actions)).toEqual(
    new Set([
      ...transactionPermissions.workloadTable,
      ...transactionPermissions.controlTable,
      ...transactionPermissions.documentsBucket,
      ...transactionPermissions.documents,
    ]),
  );
});

test("two processes that take the same payment at the same moment write one item", async () => {
  server.meet(2);
  const [one, two] = await Promise.all([0, 1].map((nth) => send("POST", "/transactions", payload, nth)));
  expect([one?.statusCode, two?.statusCode].toSorted((a = 0, b = 0) => a - b)).toEqual([200, 201]);
  expect(one?.body).toEqual(two?.body);
  expect([...(server.tables.get("payments-dev1")?.keys() ?? [])]).toEqual(["TX#pay_1 0000000001#us-east-1"]);
  expect(server.actions.filter((action) => action === "dynamodb:PutItem")).toHaveLength(2);
});

test("of two versions the bundle shows the one of the higher epoch, and both", async () => {
  const item = (epoch: number, amountMinor: number) => ({
    pk: { S: "TX#pay_1" },
    sk: { S: `${String(epoch).padStart(10, "0")}#us-east-1` },
    id: { S: "pay_1" },
    amountMinor: { N: String(amountMinor) },
    currency: { S: "USD" },
    region: { S: "us-east-1" },
    epoch: { N: String(epoch) },
    acceptedAt: { S: "2026-11-21T12:00:00.000Z" },
    payloadDigest: { S: String(amountMinor) },
  });
  server.tables.set(
    "payments-dev1",
    new Map(
      [9, 10].map((epoch) => [`TX#pay_1 ${String(epoch).padStart(10, "0")}#us-east-1`, item(epoch, epoch * 100)]),
    ),
  );
  const shown = (epoch: number) => ({
    ...payload,
    amountMinor: epoch * 100,
    region: "us-east-1",
    epoch,
    acceptedAt: "2026-11-21T12:00:00.000Z",
  });
  expect(await send("GET", "/transactions/pay_1")).toEqual({
    statusCode: 200,
    body: { ...shown(10), versions: [shown(10), shown(9)] },
  });
});

test("a fence in the control table stops the bundle's writes", async () => {
  const state = { epoch: { N: "2" }, fenced: { BOOL: true } };
  server.tables.set("control-dev1", new Map([["region-state#us-east-1 latest", state]]));
  expect(await send("POST", "/transactions", payload)).toEqual({
    statusCode: 503,
    body: { error: "fenced", message: "us-east-1 is fenced at epoch 2 and takes no writes" },
  });
  expect((await send("GET", "/health")).body["reasons"]).toEqual(["the region is fenced at epoch 2"]);
});

test("a DynamoDB that never answers makes /health a 503 within Route 53's 2 s, and a write a 503", async () => {
  expect((await send("GET", "/")).statusCode).toBe(404);
  server.mode.silent = true;
  const begun = performance.now();
  expect(await send("GET", "/health")).toEqual({
    statusCode: 503,
    body: {
      status: "unhealthy",
      reasons: ["the control table does not answer: TimeoutError", "the workload table does not answer: TimeoutError"],
      fenced: "unknown",
      service: "payment-processor",
      environment: "dev",
      region: "us-east-1",
    },
  });
  expect(performance.now() - begun).toBeLessThan(2000);
  const refused = await send("POST", "/transactions", payload);
  expect([refused.statusCode, refused.body["error"]]).toEqual([503, "fence-unknown"]);
});
