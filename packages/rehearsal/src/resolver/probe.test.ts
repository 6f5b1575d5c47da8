import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import net from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Endpoint } from "./model.ts";
import { gateProbe } from "./probe.ts";

const endpoint: Endpoint = {
  scheme: "https",
  host: "a1.execute-api.us-east-1.amazonaws.com",
  port: 443,
  path: "/prod/health",
  searchString: undefined,
};

let gate: Server;
let url: URL;
let answer: (response: ServerResponse) => void;
let asked: IncomingMessage[];
beforeEach(async () => {
  asked = [];
  answer = (response) => response.end("fine");
  gate = createServer((request, response) => {
    asked.push(request);
    answer(response);
  });
  gate.listen(0, "127.0.0.1");
  await once(gate, "listening");
  url = new URL(`http://127.0.0.1:${(gate.address() as AddressInfo).port}`);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  gate.closeAllConnections();
  gate.close();
});

const probe = (change: Partial<Endpoint> = {}, hostOf = (host: string) => host) =>
  gateProbe(url, hostOf)({ ...endpoint, ...change }, new AbortController().signal);
const matching = { searchString: '"status":"healthy"' };

// The rules are those of Route 53's developer guide, "How Amazon Route 53 determines whether a health check is healthy".
describe("a health checker's request", () => {
  it("asks the gate for the endpoint, without a signature", async () => {
    expect(await probe()).toEqual({ passed: true, status: "Success: HTTP Status Code 200, OK" });
    const [{ method, url: path, headers } = {} as IncomingMessage] = asked;
    expect([method, path, headers.host, headers.authorization]).toEqual([
      "GET",
      "/prod/health",
      endpoint.host,
      undefined,
    ]);
  });

  it("goes to the region's endpoint of a custom domain name, by the records that the name has", async () => {
    const regional = "d-1.execute-api.us-east-2.amazonaws.com";
    await probe({ host: "api.bank.test", port: 8443 }, () => regional);
    expect(asked[0]?.headers).toMatchObject({ host: "api.bank.test:8443", "tandem-connected-to": regional });
  });

  it("goes to a load balancer at the port of its protocol, and by the name or the alias that leads there", async () => {
    const balancer = "lb-1.us-east-2.elb.amazonaws.com";
    await probe({ scheme: "http", host: balancer, port: 80 });
    await probe({ scheme: "https", host: balancer, port: 443 });
    await probe({ scheme: "http", host: "api.bank.test", port: 80 }, () => balancer);
    const seen = asked.map(({ headers }) => [headers.host, headers["tandem-connected-to"], headers["tandem-scheme"]]);
    expect(seen).toEqual([
      [balancer, undefined, "http"],
      [balancer, undefined, undefined],
      ["api.bank.test", balancer, "http"],
    ]);
  });

  it("fails where nobody serves the host, instead of asking somebody else", async () => {
    expect(await probe({ host: "www.bank.test" })).toEqual({
      passed: false,
      status: "Failure: DNS resolution failed: nobody serves www.bank.test here",
    });
    expect(asked).toEqual([]);
  });

  it.each([
    [200, true],
    [302, true],
    [399, true],
    [400, false],
    [503, false],
  ])("wants a status code of 2xx or 3xx: %i", async (status, passed) => {
    answer = (response) => response.writeHead(status).end();
    expect((await probe()).passed).toBe(passed);
  });

  it("fails when the connection is reset", async () => {
    answer = (response) => response.socket?.resetAndDestroy();
    expect(await probe()).toEqual({ passed: false, status: "Failure: read ECONNRESET" });
  });

  it("fails when nobody listens", async () => {
    gate.close();
    await once(gate, "close");
    expect((await probe()).status).toContain("Failure: connect ECONNREFUSED");
  });

  it("wants a connection within four seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    vi.spyOn(net, "connect").mockReturnValue(new net.Socket());
    const result = probe();
    await vi.advanceTimersByTimeAsync(4000);
    expect(await result).toEqual({ passed: false, status: "Failure: The connection timed out after 4 s" });
  });

  it("wants the status code within two seconds after connecting", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    answer = () => undefined;
    const result = probe();
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(2000);
    expect(await result).toEqual({ passed: false, status: "Failure: The status code timed out after 2 s" });
  });
});

describe("string matching", () => {
  it("passes when the body has the string", async () => {
    answer = (response) => response.end('{"status":"healthy"}');
    expect((await probe(matching)).passed).toBe(true);
    answer = (response) => response.end('{"status":"fenced"}');
    expect((await probe(matching)).passed).toBe(false);
  });

  it("wants the string entirely in the first 5,120 bytes of the body", async () => {
    const { searchString } = matching;
    const bodies = [5120, 5121].map((end) => "x".repeat(end - searchString.length) + searchString + "y".repeat(99_999));
    const results: boolean[] = [];
    for (const body of bodies) {
      answer = (response) => response.end(body);
      results.push((await probe(matching)).passed);
    }
    expect(results).toEqual([true, false]);
  });

  it("wants the body within two seconds after the status code", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let began: ServerResponse | undefined;
    answer = (response) => {
      began = response.writeHead(200);
      began.write('{"sta');
    };
    const result = probe(matching);
    await vi.waitFor(() => expect(began?.headersSent).toBe(true));
    // The checker's own turn: the status code has come, and with it the time that the body has.
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    await vi.advanceTimersByTimeAsync(4000);
    expect(await result).toEqual({ passed: false, status: "Failure: The body timed out after 2 s" });
  });
});
