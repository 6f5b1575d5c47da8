import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { LoadOptions, LoadRun } from "@tandem/orchestrator/ports";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AnswerContext } from "../resolver/answer.ts";
import { startNameServer } from "../resolver/dns-server.ts";
import type { NameServer } from "../resolver/dns-server.ts";
import { alias, record } from "../resolver/testing/records.ts";
import { acknowledgementsFile, startLoad } from "./load.ts";
import { readBack } from "./read-back.ts";

interface Asked {
  readonly scheme: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly endpoint: string | undefined;
  readonly body: string;
}

const endpoints = ["a1.execute-api.us-east-1.amazonaws.com", "b2.execute-api.us-east-2.amazonaws.com"] as const;
let directory: string;
let gate: Server;
let sockets: Set<Socket>;
let names: NameServer;
let endpoint: string;
let asked: Asked[];
/** The load balancer of which the name is an alias; undefined where it has a CNAME record. */
let balancer: string | undefined;
/** What the gate answers. */
let reply: (asked: Asked, response: ServerResponse) => unknown;
let runs: LoadRun[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-load-"));
  asked = [];
  runs = [];
  balancer = undefined;
  sockets = new Set();
  endpoint = endpoints[0];
  reply = (_, response) => void response.writeHead(201).end(JSON.stringify({ region: "us-east-1", epoch: 1 }));
  gate = createServer((request, response) => void answer(request, response));
  gate.on("connection", (socket) => sockets.add(socket));
  gate.listen(0, "127.0.0.1");
  await once(gate, "listening");
  const context: AnswerContext = {
    get data() {
      const soa = record("bank.test", "SOA", ["ns-1.test. admin.test. 1 7200 900 1209600 86400"]);
      const cname = record("api.bank.test", "CNAME", [endpoint], { ttlSeconds: 1 });
      const one = balancer === undefined ? cname : alias("api.bank.test", "A", balancer, false, { kind: "simple" });
      return { zones: [{ name: "bank.test", records: [soa, one] }], healthChecks: [] };
    },
    balancer: (name) => ({ address: name.includes("us-east-1") ? "127.94.0.1" : "127.95.0.2", healthy: true }),
    isHealthy: () => true,
    random: () => 0,
  };
  names = await startNameServer(context);
});
afterEach(async () => {
  await Promise.all(runs.map((run) => run.stop()));
  await names.close();
  gate.closeAllConnections();
  gate.close();
  await rm(directory, { recursive: true });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url: path = "", headers } = request;
  const { host = "" } = headers;
  const connectedTo = headers["tandem-connected-to"];
  const scheme = [headers["tandem-scheme"]].flat()[0];
  const one = { method, path, host, scheme, endpoint: [connectedTo].flat()[0], body: await text(request) };
  asked.push(one);
  await reply(one, response);
}

async function load(options: Partial<LoadOptions> = {}): Promise<LoadRun> {
  const places = { endpoint: gateUrl(), nameServer: names.address };
  const rest = { failoverName: "api.bank.test", basePath: "/prod", idPrefix: "t", directory, writers: 1 };
  const run = await startLoad(places, { ...rest, requestsPerSecond: 50, ...options });
  runs.push(run);
  return run;
}

const gateUrl = () => `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
const eventually = { timeout: 10_000, interval: 10 };

it("writes payments with ids of their own and a document to each fifth, over one connection", async () => {
  const run = await load({ requestsPerSecond: 100 });
  await expect.poll(() => run.attempts().length, eventually).toBeGreaterThanOrEqual(7);
  const attempts = await run.stop();
  expect(asked.slice(0, 6).map(({ method, path }) => `${method} ${path}`)).toEqual([
    ...Array.from({ length: 5 }, () => "POST /prod/transactions"),
    "PUT /prod/transactions/t-1-5/document",
  ]);
  expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ id: "t-1-1", amountMinor: 101, currency: "USD" });
  expect(asked[0]).toMatchObject({ host: endpoints[0], endpoint: undefined });
  expect(attempts.slice(4, 7).map(({ id, kind }) => [id, kind])).toEqual([
    ["t-1-5", "transaction"],
    ["t-1-5", "document"],
    ["t-1-6", "transaction"],
  ]);
  expect(attempts[0]).toMatchObject({ outcome: "acknowledged", status: 201, region: "us-east-1", epoch: 1 });
  expect(sockets.size).toBe(1);
});

it("reads its first payment once there is one, and asks whether the API could serve, in turn", async () => {
  reply = ({ method, path }, response) =>
    void response.writeHead(method === "POST" ? 201 : path.endsWith("/ready") ? 503 : 200).end("{}");
  const run = await load({ requestsPerSecond: 100, readsPerSecond: 100 });
  await expect.poll(() => run.reads().filter(({ kind }) => kind === "read").length, eventually).toBeGreaterThan(1);
  await run.stop();
  const reads = run.reads();
  const paths = asked.filter(({ method }) => method === "GET").map(({ path }) => path);
  expect(new Set(paths)).toEqual(new Set(["/prod/ready", "/prod/transactions/t-1-1"]));
  const from = paths.indexOf("/prod/transactions/t-1-1");
  expect(paths.slice(from, from + 3).map((path) => path.split("/").at(-1))).toEqual(["t-1-1", "ready", "t-1-1"]);
  expect(reads.map(({ kind, status, region }) => [kind, status, region])).toEqual(
    paths.map((path) => (path.endsWith("ready") ? ["health", 503, "us-east-1"] : ["read", 200, "us-east-1"])),
  );
});

it("keeps every acknowledgement in its file before it sends anything else", async () => {
  const kept = (): Promise<string[]> =>
    readFile(join(directory, acknowledgementsFile), "utf8").then((found) => found.trimEnd().split("\n"));
  let before: string[] = [];
  reply = async (_, response) => {
    if (asked.length === 4) before = await kept();
    response.writeHead(asked.length === 2 ? 409 : 201).end("{}");
  };
  const run = await load();
  await expect.poll(() => run.attempts().length, eventually).toBeGreaterThanOrEqual(4);
  const attempts = await run.stop();
  const lineOf = (index: number) => {
    const { id, kind, at } = attempts[index] ?? {};
    return JSON.stringify({ id, kind, at });
  };
  expect(before).toEqual([lineOf(0), lineOf(2)]);
  expect(await kept()).toHaveLength(attempts.filter(({ outcome }) => outcome === "acknowledged").length);
});

it("sends again what stays open, under its id; a refusal is final", async () => {
  reply = (_, response) => {
    if (asked.length === 1) response.destroy();
    else if (asked.length === 2) response.writeHead(503).end('{"error":"store-unavailable","message":"repeat"}');
    else if (asked.length === 3) response.writeHead(503).end('{"error":"fenced","message":"no writes"}');
    else response.writeHead(201).end("{}");
  };
  const run = await load();
  await expect.poll(() => run.attempts().length, eventually).toBeGreaterThanOrEqual(4);
  const attempts = await run.stop();
  expect(attempts.slice(0, 4).map(({ id, outcome, status, error }) => [id, outcome, status, error])).toEqual([
    ["t-1-1", "failed", undefined, "socket hang up"],
    ["t-1-1", "failed", 503, "store-unavailable: repeat"],
    ["t-1-1", "refused", 503, "fenced: no writes"],
    ["t-1-2", "acknowledged", 201, undefined],
  ]);
  expect(sockets.size).toBe(2);
});

it("gives up what takes longer than two seconds", async () => {
  reply = (_, response) => void response.writeHead(201).write("{");
  const run = await load();
  await expect.poll(() => run.attempts().length, eventually).toBe(1);
  const [attempt] = await run.stop();
  expect(attempt).toMatchObject({ outcome: "failed", status: undefined, error: "no answer in time" });
  expect(attempt?.milliseconds).toBeGreaterThanOrEqual(1900);
  expect(attempt?.milliseconds).toBeLessThan(3000);
});

it("follows the name to another region once its TTL has passed, under the name where that is served", async () => {
  const run = await load({ basePath: "" });
  await expect.poll(() => run.attempts().length, eventually).toBeGreaterThanOrEqual(3);
  endpoint = endpoints[1];
  const movedAt = performance.now();
  await expect.poll(() => run.attempts().at(-1)?.region, eventually).toBe("us-east-2");
  expect(performance.now() - movedAt).toBeLessThan(2500);
  await run.stop();
  expect(asked[0]).toMatchObject({ path: "/transactions", host: "api.bank.test", endpoint: endpoints[0] });
  // The last one may be a document's.
  expect(asked.at(-1)).toMatchObject({ host: "api.bank.test", endpoint: endpoints[1] });
  expect(sockets.size).toBeGreaterThanOrEqual(2);
});

it("follows an alias to the load balancer's address, over HTTP and under the name", async () => {
  balancer = "lb-1.us-east-1.elb.amazonaws.com";
  const run = await load({ basePath: "", scheme: "http" });
  await expect.poll(() => run.attempts().length, eventually).toBeGreaterThanOrEqual(3);
  const [attempt] = await run.stop();
  expect(attempt).toMatchObject({ outcome: "acknowledged", region: "us-east-1" });
  expect(asked[0]).toMatchObject({
    path: "/transactions",
    host: "api.bank.test",
    endpoint: "127.94.0.1",
    scheme: "http",
  });
  expect(sockets.size).toBe(1);
});

it("records that a name does not resolve, without asking anybody", async () => {
  const run = await load({ failoverName: "nobody.bank.test" });
  await expect.poll(() => run.attempts().length, eventually).toBeGreaterThanOrEqual(2);
  const [attempt] = await run.stop();
  expect(attempt).toMatchObject({ outcome: "failed", region: undefined, status: undefined });
  expect(attempt?.error).toContain("nobody.bank.test A: the name server answers NXDOMAIN");
  expect(asked).toEqual([]);
});

it("begins no more requests than its rate allows, by several writers with ids of their own", async () => {
  const begun = performance.now();
  const run = await load({ writers: 3, requestsPerSecond: 10 });
  await expect.poll(() => run.attempts().length, eventually).toBeGreaterThanOrEqual(9);
  const attempts = await run.stop();
  const seconds = (performance.now() - begun) / 1000;
  expect(attempts.length).toBeLessThanOrEqual(3 * (seconds * 10 + 1));
  const payments = attempts.filter(({ kind }) => kind === "transaction").map(({ id }) => id);
  expect(new Set(payments).size).toBe(payments.length);
  expect(new Set(payments.map((id) => id.split("-")[1]))).toEqual(new Set(["1", "2", "3"]));
});

it("does not start where acknowledgements cannot be kept", async () => {
  await mkdir(join(directory, acknowledgementsFile));
  await expect(load()).rejects.toMatchObject({ code: "EISDIR" });
  expect(asked).toEqual([]);
});

it("reads each id back once, counts versions, and repeats what is no answer", async () => {
  const failing = new Set(["/prod/transactions/b"]);
  reply = ({ path }, response) => {
    if (failing.delete(path)) response.writeHead(503).end("{}");
    else if (path.endsWith("/b")) response.end(JSON.stringify({ id: "b", versions: [{}, {}] }));
    else if (path.endsWith("/c")) response.writeHead(404).end("{}");
    else if (path.endsWith("a/document")) response.writeHead(200, { "x-document-versions": "[{},{},{}]" }).end("text");
    else response.end(path.endsWith("document") ? "text" : "{}");
  };
  const attempt = (id: string, kind: "transaction" | "document") =>
    ({ id, kind, at: 0, milliseconds: 0, outcome: "failed", status: undefined, region: undefined, error: "" }) as const;
  const tried = [
    ...["a", "b", "c", "a"].map((id) => attempt(id, "transaction")),
    attempt("a", "document"),
    attempt("b", "document"),
  ];
  const found = await readBack(gateUrl(), `https://${endpoints[1]}/prod`, tried);
  expect(Object.fromEntries(found.transactions)).toEqual({ a: 1, b: 2, c: 0 });
  expect(Object.fromEntries(found.documents)).toEqual({ a: 3, b: 1 });
  expect(asked.filter(({ path }) => path.endsWith("/b"))).toHaveLength(2);
  expect(asked[0]).toMatchObject({ host: endpoints[1], endpoint: undefined, scheme: undefined });
  await readBack(gateUrl(), "http://lb-1.us-east-2.elb.amazonaws.com", [attempt("c", "transaction")]);
  expect(asked.at(-1)).toMatchObject({
    host: "lb-1.us-east-2.elb.amazonaws.com",
    path: "/transactions/c",
    scheme: "http",
  });

  reply = (_, response) => void response.writeHead(503).end("away");
  await expect(readBack(gateUrl(), `https://${endpoints[1]}/prod`, [attempt("a", "transaction")])).rejects.toThrow(
    "the transaction a cannot be read back: 503 away",
  );
});
