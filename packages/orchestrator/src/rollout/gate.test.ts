import { describe, expect, it } from "vitest";
import { gateLayer } from "./gate.ts";
import type { Probe } from "./gate.ts";
import { fakeLayers } from "./testing/fake-engine.ts";

const [, foundation, region] = fakeLayers as [never, (typeof fakeLayers)[number], (typeof fakeLayers)[number]];
const outputs = { contractVersion: 1, apiEndpoint: "https://api.test/live" };
const signal = new AbortController().signal;
const probe = (call: Probe["call"]): Probe => ({ environment: "dev", call, signal });

describe("the gate behind a layer", () => {
  it("asks a layer without an endpoint for its contract only", async () => {
    const asked = probe(() => Promise.reject(new Error("not to be asked")));
    expect(await gateLayer(foundation, { contractVersion: 1, zoneId: "Z1", more: 1 }, asked)).toEqual({
      outputs: { zoneId: "Z1" },
      detail: "its outputs keep their contract",
    });
  });

  it("is shut by a broken contract, before anything is asked", async () => {
    const asked = probe(() => Promise.reject(new Error("not to be asked")));
    await expect(gateLayer(region, { contractVersion: 2 }, asked)).rejects.toMatchObject({ code: "contract-broken" });
  });

  it("waits until a region answers that it is ready", async () => {
    const answers = [
      () => Promise.reject(new Error("ECONNREFUSED")),
      () => new Response("not yet", { status: 503 }),
      () => new Response("ready"),
    ];
    const urls: string[] = [];
    const open = await gateLayer(
      region,
      outputs,
      probe(async (url) => {
        urls.push(url);
        return answers.shift()?.() ?? new Response("", { status: 404 });
      }),
    );
    expect(urls).toEqual(Array.from({ length: 3 }, () => "https://api.test/live/ready"));
    expect(open.detail).toMatch(/^its outputs keep their contract; ready after \d\.\d s$/);
  });

  it("stays shut once the deadline has passed, with the last answer", async () => {
    const unready = async () => new Response('{"status":"unready"}', { status: 503 });
    await expect(gateLayer(region, outputs, { ...probe(unready), deadlineSeconds: 0 })).rejects.toMatchObject({
      code: "gate-closed",
      kind: "deploy",
      message: 'primary-region is not ready after 0 s: https://api.test/live/ready answered 503 {"status":"unready"}',
      hint: "tandem gate dev primary-region",
    });
  });

  it("gives up when the run is cancelled", async () => {
    const cancel = new AbortController();
    const answering: Probe["call"] = async () => {
      cancel.abort();
      return new Response("", { status: 503 });
    };
    const asked = gateLayer(region, outputs, { environment: "dev", call: answering, signal: cancel.signal });
    await expect(asked).rejects.toMatchObject({ kind: "aborted" });
  });
});
