import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { askInstance, forwardToInstance } from "./instance-target.ts";
import type { BalancerRequest } from "./forwarded-request.ts";
import { listener } from "./testing/data.ts";

/** The instance's process, and the balancer in front of it. */
let instance: Server;
let balancer: Server;
let serve: (request: IncomingMessage, response: ServerResponse) => unknown;
let idleTimeoutSeconds: number;
let seen: IncomingMessage[];

beforeEach(async () => {
  seen = [];
  idleTimeoutSeconds = 10;
  serve = (_, response) => response.end("fine");
  instance = createServer((request, response) => {
    seen.push(request);
    serve(request, response);
  });
  balancer = createServer((request, response) => {
    const headers: BalancerRequest["headers"] = [
      ["Host", "api.bank.test:80"],
      ["X-Client", "a"],
      ["x-client", "b"],
      ["Transfer-Encoding", "chunked"],
      ["X-Forwarded-Port", "1"],
    ];
    const { method = "", url: target = "" } = request;
    const asked = { method, target, headers, body: Buffer.from("body"), clientAddress: "127.0.0.1" };
    void forwardToInstance(portOf(instance), asked, { listener, idleTimeoutSeconds }, response);
  });
  for (const server of [instance, balancer]) server.listen(0, "127.0.0.1");
  await Promise.all([instance, balancer].map((server) => once(server, "listening")));
});
afterEach(() => {
  for (const server of [instance, balancer]) {
    server.closeAllConnections();
    server.close();
  }
});

let lastPort = 0;
function portOf(server: Server): number {
  lastPort = (server.address() as AddressInfo | null)?.port ?? lastPort;
  return lastPort;
}
const ask = () => fetch(`http://127.0.0.1:${(balancer.address() as AddressInfo).port}/a%2Fb?c=d`, { method: "POST" });

it("passes a request on with the balancer's headers, and the answer back as it is", async () => {
  let body = "";
  serve = async (request, response) => {
    body = await text(request);
    response
      .writeHead(201, "Made", { "set-cookie": ["a=1", "b=2"], "x-own": "y", "keep-alive": "timeout=9" })
      .end("done");
  };
  const response = await ask();
  expect([response.status, response.statusText, await response.text()]).toEqual([201, "Made", "done"]);
  expect([response.headers.getSetCookie(), response.headers.get("x-own"), response.headers.get("server")]).toEqual([
    ["a=1", "b=2"],
    "y",
    null,
  ]);
  const [{ method, url, headers } = {} as IncomingMessage] = seen;
  expect([method, url, body]).toEqual(["POST", "/a%2Fb?c=d", "body"]);
  expect(headers).toEqual({
    host: "api.bank.test",
    "x-client": "a, b",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "http",
    "x-forwarded-port": "80",
    "x-amzn-trace-id": expect.stringMatching(/^Root=1-/) as string,
    "content-length": "4",
    connection: "close",
  });
});

// Application Load Balancers guide, "Troubleshoot your Application Load Balancers", HTTP 502 and 504.
it("answers 502 where the process refuses, or breaks off before it answers", async () => {
  serve = (request) => request.socket.resetAndDestroy();
  const broken = await ask();
  expect([broken.status, broken.headers.get("server"), await broken.text()]).toEqual([
    502,
    "awselb/2.0",
    expect.stringContaining("502 Bad Gateway"),
  ]);
  portOf(instance);
  instance.close();
  instance.closeAllConnections();
  expect((await ask()).status).toBe(502);
});

it("answers 504 where the process does not begin to answer in time", async () => {
  idleTimeoutSeconds = 0.2;
  serve = () => undefined;
  expect((await ask()).status).toBe(504);
});

it("breaks off an answer that the process breaks off", async () => {
  serve = (request, response) => {
    response.writeHead(200, { "content-length": "100" }).write("part");
    setTimeout(() => request.socket.resetAndDestroy(), 50);
  };
  const response = await ask();
  await expect(response.text()).rejects.toThrow("terminated");
});

it("asks as a health checker: the status code, or nothing where there is none in time", async () => {
  const port = portOf(instance);
  serve = (_, response) => response.writeHead(503).end("x".repeat(100_000));
  expect(await askInstance(port, "/health", AbortSignal.timeout(5000))).toBe(503);
  expect([seen[0]?.url, seen[0]?.headers["user-agent"]]).toEqual(["/health", "ELB-HealthChecker/2.0"]);
  serve = () => undefined;
  expect(await askInstance(port, "/", AbortSignal.timeout(100))).toBeUndefined();
  instance.close();
  instance.closeAllConnections();
  expect(await askInstance(port, "/", AbortSignal.timeout(5000))).toBeUndefined();
});
