import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { failover } from "@tandem/config/failover";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { bundle } from "../bundle.ts";
import { startAwsServer } from "../transaction/aws-server.ts";
import { lambdaContext } from "../transaction/fixtures.ts";
import { controllerPermissions } from "./permissions.ts";

// Outside the repository, so that nothing but Node's own modules can be imported beside the bundle.
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "tandem-bundle-"));
  copyFileSync(join(bundle("controller").directory, "index.mjs"), join(directory, "index.mjs"));
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Spent {
  readonly cpuMs: number;
  readonly maxRssKilobytes: number;
}

let aws: Awaited<ReturnType<typeof startAwsServer>>;
let regions: Server;
let child: ReturnType<typeof startProcess>;
beforeEach(async () => {
  aws = await startAwsServer();
  regions = createServer(({ url }, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ status: url === "/ready" ? "ready" : "healthy" }));
  });
  regions.listen(0, "127.0.0.1");
  await once(regions, "listening");
  child = startProcess(aws.endpoint);
});
afterEach(async () => {
  const gone = once(child, "exit");
  child.disconnect();
  await gone;
  await aws.stop();
  regions.closeAllConnections();
  regions.close();
  await once(regions, "close");
});

/** A process that runs the bundle as Lambda's runtime does, for one tick at each event, under a name server of its own. */
function startProcess(endpoint: string) {
  const script = `
    import dns from "node:dns/promises";
    import { syncBuiltinESMExports } from "node:module";
    dns.resolveTxt = async (name) => [[name.startsWith("role.") ? "primary" : "up"]];
    syncBuiltinESMExports();
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(directory, "index.mjs")).href)});
    const realNow = Date.now;
    let aheadMs = 0;
    Date.now = () => realNow() + aheadMs;
    process.on("message", async ({ context, skipMs }) => {
      aheadMs += skipMs;
      const before = process.cpuUsage();
      await handler({}, { ...context, getRemainingTimeInMillis: () => 15000 });
      const { user, system } = process.cpuUsage(before);
      process.send({ cpuMs: (user + system) / 1000, maxRssKilobytes: process.resourceUsage().maxRSS });
    });
  `;
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: directory,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      STATE_TABLE: "state-dev1",
      CONTROL_TABLE: "control-dev1",
      MARKER_TABLE: "payments-dev1",
      PRIMARY_REGION: "us-east-1",
      STANDBY_REGION: "us-east-2",
      PRIMARY_BUCKET: "docs-us-east-1-dev1",
      STANDBY_BUCKET: "docs-us-east-2-dev1",
      PRIMARY_TOPIC_ARN: "arn:aws:sns:us-east-1:123456789012:alerts",
      STANDBY_TOPIC_ARN: "arn:aws:sns:us-east-2:123456789012:alerts",
      FAILOVER_NAME: "api.pay.test",
      // Nobody listens there: the control probe speaks only where the primary does not.
      CONTROL_PROBE_URL: "https://127.0.0.1:1/ping",
      ENVIRONMENT: "dev",
      POWERTOOLS_SERVICE_NAME: "failover-controller",
      LOG_LEVEL: "ERROR",
      AWS_REGION: "us-east-2",
      AWS_LAMBDA_FUNCTION_NAME: "failover-controller-us-east-2-dev1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: endpoint,
    },
  });
}

/** One invocation of one tick, so many milliseconds later by the process's clock than it is. */
async function tick(nth: number, skipMs = 0): Promise<Spent> {
  const done = once(child, "message");
  child.send({ context: { ...lambdaContext, awsRequestId: `i${nth}` }, skipMs });
  const [spent] = (await done) as [Spent];
  return spent;
}

const item = (table: string, key: string) => aws.tables.get(table)?.get(key);

test("the built bundle takes a person's failover through, with exactly the actions that the role permits, in its budget", async () => {
  const base = `http://127.0.0.1:${(regions.address() as AddressInfo).port}`;
  aws.tables.set(
    "state-dev1",
    new Map([
      ["targets latest", { primaryHealthUrl: { S: `${base}/health` }, standbyReadyUrl: { S: `${base}/ready` } }],
      ["request latest", { id: { S: "r1" }, kind: { S: "failover" }, at: { N: String(Date.now()) } }],
    ]),
  );
  const beat = { writtenAt: { N: String(Date.now()) } };
  const control = ["us-east-1", "us-east-2"].map((region) => [`heartbeat#${region} latest`, beat] as const);
  aws.tables.set("control-dev1", new Map(control));

  await tick(1);
  expect(item("control-dev1", "region-state#us-east-1 latest")).toMatchObject({
    epoch: { N: "2" },
    fenced: { BOOL: true },
  });
  await tick(2, failover.fenceSettlesMs);
  expect(item("payments-dev1", "MARKER#us-east-1 latest")).toMatchObject({ epoch: { N: "2" } });
  const marker = aws.objects.get("/docs-us-east-1-dev1/markers/us-east-1.json");
  expect(marker?.bytes.toString()).toBe('{"epoch":2}');

  // Not before the object has arrived as well.
  await tick(3);
  expect(item("state-dev1", "latch latest")).toBe(undefined);
  aws.objects.set("/docs-us-east-2-dev1/markers/us-east-1.json", { headers: {}, bytes: Buffer.from('{"epoch":2}') });
  const spent = await tick(4);
  expect(item("control-dev1", "region-state#us-east-2 latest")).toMatchObject({
    epoch: { N: "2" },
    fenced: { BOOL: false },
    confirmed: { BOOL: false },
  });
  expect(item("state-dev1", "latch latest")).toMatchObject({ epoch: { N: "2" }, set: { BOOL: true } });
  expect(item("state-dev1", "controller state")?.["state"]?.M).toMatchObject({
    active: { S: "primary" },
    servedRequest: { S: "r1" },
    operation: { M: { kind: { S: "planned-failover" }, step: { S: "switch" } } },
  });

  const ledger = [...(aws.tables.get("state-dev1")?.entries() ?? [])].filter(([key]) => key.startsWith("ledger "));
  expect(ledger.map(([, { event }]) => event?.S)).toEqual([
    "planned-failover to standby decided",
    "planned-failover to standby: fence done",
    "planned-failover to standby: drain done",
  ]);
  expect(new Set(aws.messages.map((message) => message.get("TopicArn")))).toEqual(
    new Set(["arn:aws:sns:us-east-1:123456789012:alerts", "arn:aws:sns:us-east-2:123456789012:alerts"]),
  );

  const { markerKey: _, topicKey: __, ...groups } = controllerPermissions;
  expect(new Set(aws.actions)).toEqual(new Set(Object.values(groups).flat()));
  expect(spent.cpuMs).toBeLessThan(300);
  expect(spent.maxRssKilobytes).toBeLessThan(256 * 1024);
});
