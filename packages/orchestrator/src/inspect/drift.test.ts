import { stackGraph, stacks } from "@tandem/contracts";
import { topologyOf } from "@tandem/config";
import { describe, expect, it } from "vitest";
import type { Checkpoint, Drift } from "../ports.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import type { RolloutEvent } from "../rollout/events.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { keepDrift, lastDrift } from "./drift-result.ts";
import { detectDrift } from "./drift.ts";
import type { DriftReport } from "./drift.ts";

const layers = stackGraph(stacks, topologyOf(rehearsalConfig("payments-us")));
const empty: Checkpoint = { updatedAt: "", resources: [], pendingOperations: [], outputs: {}, references: [] };

/** Looks with an engine that finds these, by layer; an error is thrown, null means no stack. */
async function look(found: Readonly<Record<string, readonly Drift[] | Error | null>>) {
  const events: RolloutEvent[] = [];
  const report = await detectDrift({
    environment: "dev",
    layers,
    engine: {
      checkpoint: async ({ contract }) => (found[contract.project] === null ? undefined : empty),
      drift: async ({ id }, { onStep }) => {
        onStep?.({ operation: "refresh", type: "aws:kms/key:Key", name: "data-key" });
        const answer = found[id];
        if (answer instanceof Error) throw answer;
        return answer ?? [];
      },
    },
    emit: (event) => void events.push(event),
    signal: new AbortController().signal,
    now: () => new Date("2026-11-21T10:00:00Z"),
  });
  const byLayer = new Map(report.layers.map((layer) => [layer.id, layer]));
  return { report, byLayer, events };
}

const urnOf = (qualified: string) => `urn:pulumi:dev::tandem-x::${qualified}::it`;
const drift = (type: string, operation: Drift["operation"], ...properties: readonly string[]): Drift => ({
  urn: urnOf(type),
  type: type.split("$").at(-1) ?? "",
  name: "it",
  operation,
  properties,
});
const LEDGER = "tandem:compute:LedgerFunction$aws:lambda/function:Function";
const HEARTBEAT = "tandem:failover:HeartbeatWriter$aws:lambda/function:Function";

describe("detectDrift", () => {
  it("finds every layer clean where nothing differs", async () => {
    const { report } = await look({});
    expect(report).toMatchObject({ schemaVersion: 1, environment: "dev", at: "2026-11-21T10:00:00.000Z", ok: true });
    expect(report.layers.map(({ id, status }) => [id, status])).toEqual(layers.map(({ id }) => [id, "clean"]));
  });

  it("names what differs, and what is gone", async () => {
    const changed = drift("aws:kms/key:Key", "update", "description", "tags.hand");
    const gone = drift("aws:iam/role:Role", "delete");
    const { report, byLayer } = await look({ shared: [changed, gone] });
    expect(report.ok).toBe(false);
    expect(byLayer.get("shared")).toEqual({
      id: "shared",
      status: "drifted",
      drift: [changed, gone],
      owned: [],
      error: null,
    });
  });

  it("leaves out what the controller owns, and says so", async () => {
    const { report, byLayer } = await look({
      "primary-region": [drift(LEDGER, "update", "reservedConcurrentExecutions")],
      "standby-region": [drift(LEDGER, "update", "reservedConcurrentExecutions", "timeout")],
    });
    expect(byLayer.get("primary-region")).toMatchObject({
      status: "clean",
      drift: [],
      owned: [{ urn: urnOf(LEDGER), property: "reservedConcurrentExecutions", owner: "controller" }],
    });
    expect(byLayer.get("standby-region")?.drift).toEqual([drift(LEDGER, "update", "timeout")]);
    expect(report.ok).toBe(false);
  });

  it("takes the same property of another component for drift", async () => {
    const changed = drift(HEARTBEAT, "update", "reservedConcurrentExecutions");
    const { byLayer } = await look({ "primary-region": [changed] });
    expect(byLayer.get("primary-region")).toMatchObject({ status: "drifted", drift: [changed], owned: [] });
  });

  it("counts a resource that differs in unnamed properties as drifted", async () => {
    const { byLayer } = await look({ shared: [drift(LEDGER, "update")] });
    expect(byLayer.get("shared")?.status).toBe("drifted");
  });

  it("goes on where one layer cannot be looked at, and does not call that clean", async () => {
    const { report, byLayer } = await look({ shared: new Error("locked"), global: null });
    expect(byLayer.get("shared")).toMatchObject({ status: "unknown", error: "locked" });
    expect(byLayer.get("global/foundation")?.status).toBe("missing");
    expect(byLayer.get("primary-region")?.status).toBe("clean");
    expect(report.ok).toBe(false);
  });

  it("tells what happens as it happens", async () => {
    const { events } = await look({ shared: new Error("locked"), "primary-region": [drift(LEDGER, "delete")] });
    expect(events[0]).toMatchObject({ type: "run-started", command: "drift", environment: "dev" });
    expect(events.filter((event) => event.type === "layer-step")).toHaveLength(layers.length);
    const endings = events.flatMap((event) => (event.type === "layer-ended" ? [event] : []));
    expect(
      Object.fromEntries(endings.map(({ layer, status, reason }) => [layer, `${status} ${reason ?? ""}`])),
    ).toEqual({
      shared: "failed locked",
      "global/foundation": "unchanged ",
      "primary-region": "done 1 drifted",
      "standby-region": "unchanged ",
      "global/traffic": "unchanged ",
    });
    expect(events.at(-1)).toMatchObject({ type: "run-ended", ok: false });
  });
});

describe("the kept result", () => {
  const report = (at: string): DriftReport => ({ schemaVersion: 1, environment: "dev", at, ok: true, layers: [] });

  it("is the latest, whoever is slower", async () => {
    const store = memoryStore();
    expect(await lastDrift(store, "dev")).toBe(undefined);
    await keepDrift(store, report("2026-11-21T10:00:00Z"));
    await keepDrift(store, report("2026-11-21T12:00:00Z"));
    await keepDrift(store, report("2026-11-21T11:00:00Z"));
    expect(await lastDrift(store, "dev")).toEqual(report("2026-11-21T12:00:00Z"));
    expect(await lastDrift(store, "live")).toBe(undefined);
  });

  it("is written again after somebody else's", async () => {
    const store = memoryStore();
    let first = true;
    const busy = {
      read: store.read,
      write: async (key: string, text: string, expected: string | undefined) => {
        if (first) {
          first = false;
          await keepDrift(store, report("2026-11-21T10:00:00Z"));
        }
        return store.write(key, text, expected);
      },
    };
    await keepDrift(busy, report("2026-11-21T11:00:00Z"));
    expect(await lastDrift(store, "dev")).toEqual(report("2026-11-21T11:00:00Z"));
  });

  it("is replaced where it is another version's", async () => {
    const store = memoryStore();
    await store.write("dev/drift.json", '{"schemaVersion":2}', undefined);
    expect(await lastDrift(store, "dev")).toBe(undefined);
    await keepDrift(store, report("2026-11-21T10:00:00Z"));
    expect(await lastDrift(store, "dev")).toEqual(report("2026-11-21T10:00:00Z"));
  });
});
