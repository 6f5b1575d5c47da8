import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { documentsOf, ledgerOf, memoryDocuments, memoryLog, memoryStore } from "../transaction/fixtures.ts";
import { createHttpHandler } from "../transaction/routes.ts";
import type { HttpHandler } from "../transaction/routes.ts";
import { maxBodyBytes } from "./exchange.ts";
import { createRequestLog } from "./request-log.ts";
import { startServer } from "./server.ts";
import type { LedgerServer } from "./server.ts";

const region = "eu-central-1";
const { log: plainLog, lines } = memoryLog();
const log = createRequestLog({
  debug: plainLog.debug,
  info: plainLog.info,
  warn: (message, fields) => plainLog.warn(message, fields as unknown as Error),
  error: (message, fields) => plainLog.error(message, fields as unknown as Error),
});

/** The routes over stores in memory. */
function routes(): HttpHandler {
  const { store } = memoryStore();
  const { documents } = memoryDocuments();
  const answer = (status: string) => async () => ({ status: 200, body: { status, fenced: false, epoch: 1 } });
  return createHttpHandler({
    transactions: ledgerOf(store, region, { epoch: 1, fenced: false }),
    documents: documentsOf(documents, store, region, { epoch: 1, fenced: false }),
    health: { health: answer("healthy"), ready: answer("ready") },
    log,
  });
}

const servers: LedgerServer[] = [];
async function start(handler: HttpHandler = routes(), more: { readonly drainMs?: number } = {}) {
  const server = await startServer({ handler, port: 0, log, ...more });
  servers.push(server);
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ stop }) => stop()));
  lines.splice(0);
});

const payment = { id: "pay_1", amountMinor: 1250, currency: "EUR" };
const post = (url: string, body: unknown) =>
  fetch(`${url}/transactions`, { method: "POST", body: JSON.stringify(body) });

/** Sends a request as it stands, and gives all that comes back until the server closes. */
async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  socket.on("error", () => undefined);
  socket.write(text);
  await once(socket, "close");
  return answer;
}

describe("the server", () => {
  test("serves what the function serves: payments, documents, health", async () => {
    const { url } = await start();
    const accepted = await post(url, payment);
    expect([accepted.status, accepted.headers.get("content-type")]).toEqual([201, "application/json"]);
    expect(accepted.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    const item = (await accepted.json()) as object;
    expect(item).toMatchObject({ ...payment, region, epoch: 1 });
    expect((await post(url, payment)).status).toBe(200);
    expect((await post(url, { ...payment, amountMinor: 1 })).status).toBe(409);
    expect(await (await fetch(`${url}/transactions/pay_1?verbose=1?x`)).json()).toEqual(item);
    expect((await fetch(`${url}/transactions/pay_2`)).status).toBe(404);
    const bytes = Buffer.from([0x25, 0xff, 0x00]);
    const document = `${url}/transactions/pay_1/document`;
    const sent = { method: "PUT", headers: { "content-type": "application/pdf" }, body: bytes };
    expect((await fetch(document, sent)).status).toBe(201);
    const read = await fetch(document);
    expect(read.headers.get("content-type")).toBe("application/pdf");
    expect(Buffer.from(await read.arrayBuffer())).toEqual(bytes);
    expect((await fetch(document, { method: "PUT", body: new Uint8Array([1]) })).status).toBe(415);
    expect(await (await fetch(`${url}/health`)).text()).toBe('{"status":"healthy","fenced":false,"epoch":1}');
    expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ status: "ready" });
  });

  test("refuses as the function does", async () => {
    const { url, port } = await start();
    const refused = async (method: string, path: string) => {
      const response = await fetch(`${url}${path}`, { method });
      return [response.status, ((await response.json()) as { error: string }).error];
    };
    expect(await refused("GET", "/nothing")).toEqual([404, "no-route"]);
    expect(await refused("GET", "/%")).toEqual([404, "no-route"]);
    expect(await refused("DELETE", "/transactions/pay_1")).toEqual([405, "method-not-allowed"]);
    expect(await refused("PROPFIND", "/transactions")).toEqual([405, "method-not-allowed"]);
    expect((await fetch(`${url}/health`, { method: "HEAD" })).status).toBe(405);
    const asterisk = await sendRaw(port, "OPTIONS * HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n");
    expect(asterisk).toMatch(/^HTTP\/1\.1 404 /);
  });

  test("reads no more of a body than Lambda would take", async () => {
    const { url } = await start();
    const response = await post(url, "x".repeat(maxBodyBytes));
    expect([response.status, response.headers.get("connection")]).toEqual([413, "close"]);
    expect(await response.json()).toEqual({
      error: "too-large",
      message: "a request's body has at most 6291456 bytes",
    });
  });

  test("asks nothing of the routes for a client that went away", async () => {
    let asked = 0;
    const { port, stop } = await start(async () => {
      asked += 1;
      return { statusCode: 200 };
    });
    const socket = connect(port, "127.0.0.1");
    socket.write("POST /transactions HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
    await once(socket, "connect");
    socket.destroy();
    await stop();
    expect(asked).toBe(0);
    expect(lines.filter(({ line }) => line.startsWith("error"))).toEqual([]);
  });

  test("ends the connection where an answer cannot be sent", async () => {
    const { url } = await start(async () => ({ statusCode: 200, headers: { "not a header": "" } }));
    await expect(fetch(url)).rejects.toThrow("fetch failed");
    expect(lines.map(({ line }) => line)).toContain("error an answer could not be sent");
  });

  test("answers without a body where there is none", async () => {
    const { url } = await start(async () => ({}));
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  test("says that it cannot listen where another does", async () => {
    const { port } = await start();
    await expect(startServer({ handler: routes(), port, log })).rejects.toThrow("EADDRINUSE");
  });
});

describe("a server that stops", () => {
  test("answers what has been asked, closes its connections, and lets nobody in", async () => {
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const { port, url, stop } = await start(async () => {
      began.resolve();
      await gate.promise;
      return { statusCode: 201, body: "{}" };
    });
    expect(await (await fetch(`${url}/alive`)).json()).toEqual({ status: "alive" });
    const answer = sendRaw(port, "GET /transactions/pay_1 HTTP/1.1\r\nHost: h\r\n\r\n");
    await began.promise;
    const stopped = stop();
    await expect(fetch(`${url}/alive`)).rejects.toThrow("fetch failed");
    gate.resolve();
    expect(await answer).toMatch(/^HTTP\/1\.1 201 [^]*connection: close/i);
    await stopped;
    expect(lines.map(({ line }) => line)).toEqual(["info the service listens", "info the service stops"]);
  });

  test("waits for no request for ever", async () => {
    const began = Promise.withResolvers<void>();
    const { url, stop } = await start(
      () => {
        began.resolve();
        return new Promise(() => undefined);
      },
      { drainMs: 50 },
    );
    const asked = fetch(url).catch((error: unknown) => error);
    await began.promise;
    await stop();
    expect(await asked).toMatchObject({ message: "fetch failed" });
  });
});
