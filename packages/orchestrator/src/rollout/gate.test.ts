import type { Layer } from "@tandem/contracts";
import { describe, expect, it, vi } from "vitest";
import { layersOf } from "../environment-files.ts";
import type { CheckerReport } from "../ports.ts";
import { FakeWorld } from "../rehearsal/fake-world.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { gateLayer } from "./gate.ts";
import type { Probe } from "./gate.ts";
import { fakeLayers } from "./testing/fake-engine.ts";

const [, foundation, region] = fakeLayers as [never, (typeof fakeLayers)[number], (typeof fakeLayers)[number]];
const outputs = { contractVersion: 1, apiEndpoint: "https://api.test/live" };
const signal = new AbortController().signal;
const nobody: Probe["checkerReports"] = () => Promise.reject(new Error("not to be asked"));
const probe = (call: Probe["call"]): Probe => ({ environment: "dev", call, checkerReports: nobody, signal });

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
    const asked = gateLayer(region, outputs, { ...probe(answering), signal: cancel.signal });
    await expect(asked).rejects.toMatchObject({ kind: "aborted" });
  });

  describe("of the standby region", () => {
    const standby = layersOf(rehearsalConfig("payments-us")).find(({ id }) => id === "standby-region") as Layer;
    const published = new FakeWorld(rehearsalConfig("payments-us"), "/nowhere").outputs["standby-region"] ?? {};
    const ready: Probe["call"] = async () => new Response("ready");
    const reports = (regions: number, silent = 0): readonly CheckerReport[] =>
      Array.from({ length: regions }, (_, index) => ({
        region: `region-${index}`,
        status: index < silent ? undefined : "Failure: no match",
      }));

    it("waits until the latch answers and every checker has asked it", async () => {
      const urls: string[] = [];
      const told = [reports(0), reports(8, 1), reports(8)];
      const call: Probe["call"] = async (url) => {
        urls.push(url);
        return new Response("ready");
      };
      const checkerReports = vi.fn<Probe["checkerReports"]>(async () => told.shift() ?? []);
      const { detail } = await gateLayer(standby, published, { ...probe(call), checkerReports });
      expect(detail).toMatch(
        /^its outputs keep their contract; ready after 0\.\d s; the latch answers after 0\.\d s; its checkers report after \d\.\d s$/,
      );
      expect(new Set(urls)).toEqual(new Set([`${String(published["apiEndpoint"])}/ready`, published["latchUrl"]]));
      expect(checkerReports.mock.calls).toEqual([["latch-1"], ["latch-1"], ["latch-1"]]);
    });

    it.for([
      [async () => reports(8, 2), "checkers of 8 of 8 regions are known, 2 of 8 have not asked yet"],
      [async () => reports(3), "checkers of 3 of 8 regions are known, 0 of 3 have not asked yet"],
    ] as const)("stays shut while one has not", async ([checkerReports, problem]) => {
      await expect(
        gateLayer(standby, published, { ...probe(ready), checkerReports, deadlineSeconds: 0 }),
      ).rejects.toMatchObject({
        code: "gate-closed",
        message: `standby-region is not ready after 0 s: health check latch-1: ${problem}`,
        hint: "tandem gate dev standby-region",
      });
    });

    it("does not ask again of a check for which it has opened before: Route 53's control plane may be dark", async () => {
      const { detail } = await gateLayer(standby, published, { ...probe(ready), reportedCheckId: "latch-1" });
      expect(detail).not.toContain("checkers");
      const another = gateLayer(standby, published, {
        ...probe(ready),
        reportedCheckId: "latch-0",
        deadlineSeconds: 0,
      });
      await expect(another).rejects.toMatchObject({
        message: expect.stringContaining("latch-1 cannot be asked") as string,
      });
    });

    it("says that nobody may ask what they saw", async () => {
      const checkerReports = () => Promise.reject(new Error("AccessDenied"));
      await expect(
        gateLayer(standby, published, { ...probe(ready), checkerReports, deadlineSeconds: 0 }),
      ).rejects.toMatchObject({
        message: "standby-region is not ready after 0 s: health check latch-1 cannot be asked for: AccessDenied",
      });
    });
  });
});
