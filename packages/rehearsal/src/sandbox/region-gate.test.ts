import { once } from "node:events";
import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { callApi } from "./api-client.ts";
import { faultsPath } from "./faults.ts";
import { sendFaults } from "./gate-control.ts";
import { startRegionGate } from "./region-gate.ts";
import type { RegionGate } from "./region-gate.ts";
import { sessionPath } from "./session.ts";

const dark = [{ kind: "dark", region: "us-east-1" }] as const;
let gate: RegionGate;
let emulator: Server;
/** Answers that the emulator has begun and not ended. */
let pending: ServerResponse[];

beforeEach(async () => {
  pending = [];
  emulator = createServer((request, response) => {
    if (request.url === "/slow") pending.push(response.writeHead(200));
    else response.end("answered");
  });
  emulator.listen(0, "127.0.0.1");
  await once(emulator, "listening");
  gate = await startRegionGate();
  gate.open({
    session: {
      schemaVersion: 1,
      id: "r1",
      pid: 1,
      endpoint: gate.endpoint,
      emulatorPid: 1,
      emulatorPort: (emulator.address() as AddressInfo).port,
      nameServer: "127.0.0.1:1",
      startedAt: new Date().toISOString(),
      controlToken: "secret",
    },
    services: {},
    databases: { takeEffect: () => undefined, report: () => Promise.resolve([]) },
    route53: () => Promise.reject(new Error("nobody asks Route 53 here")),
    balancers: {
      serve: async (_, response, place, body) =>
        void response.end(JSON.stringify({ ...place, body: body?.toString() })),
      control: async (_, response, { region, action }) => void response.end(`${action} in ${region}`),
    },
    hostOf: (name) => name,
  });
});
afterEach(async () => {
  await gate.close();
  emulator.closeAllConnections();
  emulator.close();
});

/** A request as a client of this region signs it: its answer, or why there is none. */
async function call(region: string, path = "/"): Promise<string | undefined> {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20261121/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;
  try {
    return await (await fetch(`${gate.endpoint}${path}`, { headers: { authorization } })).text();
  } catch (error) {
    return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
  }
}

it("resets what goes to a dark region, and serves the others and who names none", async () => {
  await sendFaults(gate.endpoint, "secret", dark);
  expect(await call("us-east-1")).toBe("ECONNRESET");
  expect(await call("us-east-2")).toBe("answered");
  expect(await (await fetch(`${gate.endpoint}/_ministack/health`)).text()).toBe("answered");
  expect(await (await fetch(`${gate.endpoint}${faultsPath}`)).json()).toEqual(dark);
  await sendFaults(gate.endpoint, "secret", []);
  expect(await call("us-east-1")).toBe("answered");
});

it("cuts answers that are under way when their region goes dark", async () => {
  const calls = [call("us-east-1", "/slow"), call("us-east-2", "/slow")];
  await expect.poll(() => pending.length).toBe(2);
  await sendFaults(gate.endpoint, "secret", dark);
  expect(await calls[0]).not.toBe("late");
  for (const response of pending) response.end("late");
  expect(await calls[1]).toBe("late");
});

it("hands requests to load balancers on with host, region and port, and meets their region's faults", async () => {
  const host = "lb-1.us-east-1.elb.amazonaws.com";
  const ask = (url: string, init?: RequestInit) => callApi(gate, url, init);
  expect(await (await ask(`http://${host}/x`)).json()).toEqual({ host, region: "us-east-1", port: 80 });
  expect(await (await ask(`https://${host}/x`)).json()).toMatchObject({ port: 443 });
  const named = { headers: { host: "api.bank.test" } };
  expect(await (await ask("http://127.64.0.1/x", named)).json()).toMatchObject({ host: "127.64.0.1", port: 80 });
  const form = {
    method: "POST",
    headers: { authorization: "Bearer x", "content-type": "application/x-www-form-urlencoded" },
    body: "a=b",
  };
  expect(await (await ask(`http://${host}/x`, form)).json()).toMatchObject({ body: "a=b" });

  const service = "elasticloadbalancing";
  await sendFaults(gate.endpoint, "secret", [{ kind: "errors", region: "us-east-1", service, status: 503 }]);
  const failed = await ask(`http://${host}/x`);
  expect([failed.status, failed.headers.get("server"), failed.headers.get("content-type")]).toEqual([
    503,
    "awselb/2.0",
    "text/html",
  ]);
  await sendFaults(gate.endpoint, "secret", [{ kind: "latency", region: "us-east-1", service, milliseconds: 300 }]);
  const begun = performance.now();
  await ask(`http://${host}/x`);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(290);
  await sendFaults(gate.endpoint, "secret", dark);
  await expect(ask(`http://${host}/x`)).rejects.toMatchObject({ code: "ECONNRESET" });
  await sendFaults(gate.endpoint, "secret", [{ kind: "cut", regions: ["us-east-1", "us-east-2"] }]);
  const from = (region: string) => ask(`http://${host}/x`, { headers: { "tandem-from-region": region } });
  await expect(from("us-east-2")).rejects.toMatchObject({ code: "ECONNRESET" });
  expect((await from("us-west-2")).status).toBe(200);
  await sendFaults(gate.endpoint, "secret", [{ kind: "egress", region: "us-east-2" }]);
  await expect(from("us-east-2")).rejects.toMatchObject({ code: "ECONNRESET" });
});

it("hands requests to Elastic Load Balancing's control plane on with region and action", async () => {
  const scope = "test/20261121/us-east-2/elasticloadbalancing/aws4_request";
  const response = await fetch(gate.endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "Action=RegisterTargets&Version=2015-12-01",
  });
  expect(await response.text()).toBe("RegisterTargets in us-east-2");
});

it("takes faults from the sandbox's owner only, and tells nobody the token", async () => {
  await expect(sendFaults(gate.endpoint, "guess", dark)).rejects.toThrow("(401)");
  const put = { method: "PUT", headers: { authorization: "Bearer secret" } };
  const refused = await Promise.all(
    ["{", '[{"kind":"dim"}]'].map((body) => fetch(`${gate.endpoint}${faultsPath}`, { ...put, body })),
  );
  expect(refused.map(({ status }) => status)).toEqual([400, 400]);
  expect(await call("us-east-1")).toBe("answered");
  expect(await (await fetch(`${gate.endpoint}${sessionPath}`)).text()).not.toContain("secret");
});
