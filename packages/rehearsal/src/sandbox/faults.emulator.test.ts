import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateTableCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { CreateHostedZoneCommand, ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { callApi } from "./api-client.ts";
import { rehearsalCredentials } from "./environment.ts";
import { startSandbox } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import { deployAsking } from "./testing/function.ts";
import type { AskingFunction } from "./testing/function.ts";
import { deployEcho } from "./testing/rest-api.ts";

const table = "control";
const [virginia, ohio] = ["us-east-1", "us-east-2"] as const;
const ping = { kind: "fetch", url: "https://dynamodb.us-west-2.amazonaws.com/ping" } as const;
const pong = "200 healthy: dynamodb.us-west-2.amazonaws.com ";
let directory: string;
let sandbox: Sandbox;
let asking: Record<typeof virginia | typeof ohio, AskingFunction>;
let api: string;

const config = (region: string) => ({
  endpoint: sandbox.endpoint,
  region,
  credentials: rehearsalCredentials,
  maxAttempts: 1,
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-faults-"));
  sandbox = await startSandbox({ directory, id: "faults" });
  asking = {
    [virginia]: await deployAsking(sandbox.endpoint, virginia),
    [ohio]: await deployAsking(sandbox.endpoint, ohio),
  };
  api = await deployEcho(sandbox.endpoint, virginia);
  await new Route53Client(config(virginia)).send(
    new CreateHostedZoneCommand({ Name: "bank.test", CallerReference: "zone" }),
  );
  const client = new DynamoDBClient(config(virginia));
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
    }),
  );
  await client.send(new UpdateTableCommand({ TableName: table, ReplicaUpdates: [{ Create: { RegionName: ohio } }] }));
  await waitUntilTableExists(
    { client: new DynamoDBClient(config(ohio)), minDelay: 1, maxDelay: 1, maxWaitTime: 20 },
    { TableName: table },
  );
});
afterEach(() => sandbox.setFaults([]));
afterAll(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true });
});

const get = (region: string, pk: string) => ({ kind: "get", region, table, pk }) as const;
const update = (region: string, pk: string, value: string) => ({ kind: "update", region, table, pk, value }) as const;

it("a dark region's functions reach nobody, name servers included", async () => {
  await sandbox.setFaults([{ kind: "dark", region: virginia }]);
  const questions = [get(ohio, "a"), get(virginia, "a"), ping, { kind: "txt", name: "bank.test", own: true } as const];
  expect(await asking[virginia].ask(questions)).toEqual(["ECONNRESET", "ECONNRESET", "ECONNRESET", "ETIMEOUT"]);
  expect(await asking[ohio].ask(questions)).toEqual(["none", "ECONNRESET", pong, "ENODATA"]);
});

it("errors are answered in each service's own protocol, in their region alone", async () => {
  const services = ["dynamodb", "monitoring", "route53", "s3", "sns", "execute-api"];
  await sandbox.setFaults(services.map((service) => ({ kind: "errors", region: virginia, service, status: 503 })));
  const calls = (region: string) => [
    new DynamoDBClient(config(region)).send(new ListTablesCommand({})),
    new CloudWatchClient(config(region)).send(new ListMetricsCommand({})),
    new S3Client({ ...config(region), forcePathStyle: true }).send(new ListBucketsCommand({})),
    new SNSClient(config(region)).send(new ListTopicsCommand({})),
    new Route53Client(config(region)).send(new ListHostedZonesCommand({})),
  ];
  const statuses = (region: string) =>
    Promise.all(
      calls(region).map((call) =>
        call.then(
          ({ $metadata }) => $metadata.httpStatusCode,
          (error: { readonly $metadata?: { readonly httpStatusCode?: number } }) => error.$metadata?.httpStatusCode,
        ),
      ),
    );
  expect(await statuses(virginia)).toEqual([503, 503, 503, 503, 503]);
  // Route 53's control plane is in us-east-1 for everyone.
  expect(await statuses(ohio)).toEqual([200, 200, 200, 200, 503]);
  const response = await callApi(sandbox, api);
  expect([response.status, await response.json()]).toEqual([
    503,
    { __type: "ServiceUnavailable", message: "Service Unavailable" },
  ]);
  // The API is dead, the data lives.
  await sandbox.setFaults([{ kind: "errors", region: virginia, service: "execute-api", status: 503 }]);
  expect(await statuses(virginia)).toEqual([200, 200, 200, 200, 200]);
  expect((await callApi(sandbox, api)).status).toBe(503);
});

it("latency holds answers back, and what was asked is done", async () => {
  await sandbox.setFaults([{ kind: "latency", region: virginia, service: "dynamodb", milliseconds: 700 }]);
  const begun = performance.now();
  expect(await asking[ohio].ask([update(virginia, "slow", "1")])).toEqual(["done"]);
  expect(performance.now() - begun).toBeGreaterThan(700);
  const impatient = new DynamoDBClient({
    ...config(virginia),
    requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
  });
  await expect(impatient.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: "TimeoutError" });
  expect(await asking[virginia].ask([update(ohio, "fast", "1")])).toEqual(["done"]);
  await sandbox.setFaults([]);
  expect(await asking[ohio].ask([get(virginia, "slow")])).toEqual(["1"]);
});

it("regions that are cut do not reach each other, and what each writes for the other stays away until they do", async () => {
  const [beat, fence] = ["heartbeat#us-east-1", "region-state#us-east-1"];
  const ask = async (region: typeof virginia | typeof ohio, questions: Parameters<AskingFunction["ask"]>[0]) =>
    asking[region].ask(questions);
  await ask(virginia, [update(virginia, beat, "1"), update(virginia, "TX#1", "1")]);
  const seen = () => ask(ohio, [get(ohio, beat), get(ohio, fence), get(ohio, "TX#2")]);
  await expect.poll(seen, { timeout: 10_000 }).toEqual(["1", "none", "none"]);

  await sandbox.setFaults([{ kind: "cut", regions: [virginia, ohio] }]);
  const written = [update(virginia, beat, "2"), update(virginia, fence, "2"), update(virginia, "TX#2", "2")];
  expect(await ask(virginia, [...written, get(ohio, beat), ping])).toEqual([
    "done",
    "done",
    "done",
    "ECONNRESET",
    pong,
  ]);
  expect(await ask(ohio, [get(virginia, beat), { kind: "fetch", url: api }])).toEqual(["ECONNRESET", "ECONNRESET"]);
  // A client is in neither region; and the ledger's items are copied all the same.
  expect((await callApi(sandbox, api)).status).toBe(200);
  await expect.poll(seen, { timeout: 10_000 }).toEqual(["1", "none", "2"]);

  await sandbox.setFaults([]);
  await expect.poll(seen, { timeout: 10_000 }).toEqual(["2", "2", "2"]);
});

it("a region without egress reaches itself alone, and is reached", async () => {
  await sandbox.setFaults([{ kind: "egress", region: ohio }]);
  const questions = [get(ohio, "b"), get(virginia, "b"), ping, { kind: "txt", name: "bank.test", own: true } as const];
  expect(await asking[ohio].ask(questions)).toEqual(["none", "ECONNRESET", "ECONNRESET", "ETIMEOUT"]);
  expect(await asking[virginia].ask(questions)).toEqual(["none", "none", pong, "ENODATA"]);
  expect(await (await callApi(sandbox, asking[ohio].url)).text()).toBe("asking in us-east-2");
});

it("a mute region's heartbeat is refused, whatever else it writes is not", async () => {
  await sandbox.setFaults([{ kind: "mute", region: virginia }]);
  const written = [update(virginia, "heartbeat#us-east-1", "3"), update(virginia, "region-state#us-east-1", "3")];
  expect(await asking[virginia].ask(written)).toEqual(["ServiceUnavailable", "done"]);
  expect(await asking[ohio].ask([update(ohio, "heartbeat#us-east-2", "3")])).toEqual(["done"]);
});
