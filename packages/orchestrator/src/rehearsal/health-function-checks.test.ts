import { describe, expect, it } from "vitest";
import { checkHealthFunctions } from "./health-function-checks.ts";

const topology = { store: "aurora" } as const;
const hosts = { primary: "a.lambda-url.us-east-1.on.aws", standby: "b.lambda-url.us-west-2.on.aws" };

describe("checkHealthFunctions", () => {
  it("asks each region's function what Route 53 asks, and for what it must not have", async () => {
    const calls: string[] = [];
    const call = async (url: string): Promise<Response> => {
      calls.push(url);
      if (url.endsWith("/ready")) return new Response('{"status":"ready","market":"valid"}');
      return new Response("", { status: 404 });
    };
    const checks = await checkHealthFunctions(call, topology, hosts);
    expect(checks).toEqual([
      { id: "primary-function-url", ok: true, detail: "answered 200" },
      { id: "primary-function-url-serves-health-alone", ok: true, detail: "answered 404" },
      { id: "standby-function-url", ok: true, detail: "answered 200" },
      { id: "standby-function-url-serves-health-alone", ok: true, detail: "answered 404" },
    ]);
    expect(calls.toSorted()).toEqual([
      `https://${hosts.primary}/ready`,
      `https://${hosts.primary}/transactions/any`,
      `https://${hosts.standby}/ready`,
      `https://${hosts.standby}/transactions/any`,
    ]);
  });

  it("fails one that answers with something else", async () => {
    const [health] = await checkHealthFunctions(async () => new Response('{"status":"ready"}'), topology, hosts);
    expect(health).toEqual({
      id: "primary-function-url",
      ok: false,
      detail: 'expected 200 with "status":"ready","market":"valid", got 200 {"status":"ready"}',
    });
  });

  it("asks nobody where there are none", async () => {
    const call = () => Promise.reject(new Error("called"));
    expect(await checkHealthFunctions(call, topology, { primary: undefined, standby: undefined })).toEqual([]);
  });
});
