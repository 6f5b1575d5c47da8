import { resolveTxt } from "node:dns/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { probeControl, probeHealth, probeReady, readRole, readVerdict } from "./probes.ts";
import { idle } from "./testing/places.ts";

vi.mock("node:dns/promises");
const resolve = vi.mocked(resolveTxt);
const asked = vi.fn<typeof fetch>();
beforeEach(() => {
  resolve.mockReset();
  asked.mockReset();
  vi.stubGlobal("fetch", asked);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const url = "https://a.test/prod/health";
const fenced = "the region is fenced at epoch 2";
const away = "the workload table does not answer: TimeoutError";

describe("probeHealth", () => {
  test.each([
    ["healthy", 200, { status: "healthy", fenced: false, epoch: 1 }, "up"],
    ["fenced", 503, { status: "unhealthy", reasons: [fenced], fenced: true, epoch: 2 }, "fenced"],
    ["fenced over a dead store", 503, { status: "unhealthy", reasons: [fenced, away], fenced: true }, "data-down"],
    ["over a dead store", 503, { status: "unhealthy", reasons: [away], fenced: false }, "data-down"],
    ["without its fence", 503, { status: "unhealthy", reasons: [away], fenced: "unknown" }, "data-down"],
    ["API Gateway's own failure", 502, { message: "Internal server error" }, "down"],
    ["healthy by its words alone", 500, { status: "healthy" }, "down"],
    ["another status", 200, { status: "ready" }, "down"],
  ])("%s", async (_, status, body, value) => {
    asked.mockResolvedValue(Response.json(body, { status }));
    expect(await probeHealth(url, idle)).toBe(value);
    expect(asked.mock.calls).toEqual([
      [url, { signal: idle, headers: { "user-agent": "tandem-failover-controller" } }],
    ]);
  });

  test("what is no JSON is down, and silence is passed on", async () => {
    asked.mockResolvedValueOnce(new Response("<html>", { status: 200 }));
    expect(await probeHealth(url, idle)).toBe("down");
    asked.mockRejectedValueOnce(new TypeError("fetch failed"));
    await expect(probeHealth(url, idle)).rejects.toThrow("fetch failed");
  });
});

test.each([
  [200, { status: "ready" }, true],
  [503, { status: "unready", reasons: [away] }, false],
  [503, { status: "ready" }, false],
  [200, "ready", false],
])("probeReady: %i %j is %s", async (status, body, value) => {
  asked.mockResolvedValue(Response.json(body, { status }));
  expect(await probeReady(url, idle)).toBe(value);
});

test.each([200, 403, 500])("the control probe is up by any answer, such as %i", async (status) => {
  asked.mockResolvedValue(new Response(status === 200 ? "healthy" : null, { status }));
  expect(await probeControl("https://c.test/ping", idle)).toBe("up");
  asked.mockRejectedValueOnce(new TypeError("fetch failed"));
  await expect(probeControl("https://c.test/ping", idle)).rejects.toThrow("fetch failed");
});

test("the verdict is up or down, and nothing else", async () => {
  resolve
    .mockResolvedValueOnce([["up"]])
    .mockResolvedValueOnce([["down"]])
    .mockResolvedValueOnce([["UP"]]);
  expect([await readVerdict("witness.a.test"), await readVerdict("witness.a.test")]).toEqual(["up", "down"]);
  await expect(readVerdict("witness.a.test")).rejects.toThrow(new Error('witness.a.test says "UP", not up or down'));
});

test("the role is a side, and nothing else", async () => {
  resolve
    .mockResolvedValueOnce([["primary"]])
    .mockResolvedValueOnce([["standby"]])
    .mockResolvedValueOnce([[""]]);
  expect([await readRole("role.a.test"), await readRole("role.a.test")]).toEqual(["primary", "standby"]);
  await expect(readRole("role.a.test")).rejects.toThrow(new Error('role.a.test says "", not primary or standby'));
});
