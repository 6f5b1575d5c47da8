import { describe, expect, it } from "vitest";
import { LedgerBook, readLedger } from "../ledger/ledger.ts";
import { runReportSchema } from "../rollout/report.ts";
import type { TearDownOptions } from "./tear-down.ts";
import { nothing, run, withDatabase, world } from "./testing/world.ts";

const reversed = ["global/traffic", "standby-region", "primary-region", "global/foundation", "shared"];

const guarded: TearDownOptions["guard"] = async ({ id }) => {
  if (id === "standby-region") throw new Error("the latch is set");
};

describe("tearDown", () => {
  it("deletes nothing, and asks nobody, where a layer may not be deleted now", async () => {
    const here = world();
    await expect(run(here, { guard: guarded })).rejects.toThrow("the latch is set");
    expect([here.destroyed, here.questions]).toEqual([[], []]);
    const { teardown } = await run(world(["standby-region", "global/traffic"]), { guard: guarded });
    expect(teardown.layers.every(({ status }) => status === "done" || status === "unchanged")).toBe(true);
  });

  it("asks with roles and resources, deletes what stands on top first, and forgets the environment", async () => {
    const here = world();
    const result = await run(here);
    expect(here.questions[0]?.layers.map(({ layer, resources }) => [layer.id, resources.length])).toEqual(
      reversed.map((id) => [id, 1]),
    );
    expect(here.questions[0]?.roles).toMatchObject({ active: "primary", regions: { standby: { state: "healthy" } } });
    expect(here.destroyed[0]).toBe("global/traffic");
    expect(new Set(here.destroyed.slice(1, 3))).toEqual(new Set(["primary-region", "standby-region"]));
    expect(here.destroyed.slice(3)).toEqual(["global/foundation", "shared"]);
    expect(result).toMatchObject({ ok: true, teardown: { active: "primary", remains: nothing } });
    expect(result.teardown.layers.every(({ status, resources }) => status === "done" && resources === 1)).toBe(true);
    expect(here.store.documents.size).toBe(0);
  });

  it("recovers each layer before it deletes it, and tells every step", async () => {
    const here = world();
    const order: string[] = [];
    await run(here, { recover: async ({ id }) => void order.push(`${id} after ${here.destroyed.length}`) });
    expect(order[0]).toBe("global/traffic after 0");
    expect(order.at(-1)).toBe("shared after 4");
    expect(here.events.filter((event) => "layer" in event && event.layer === "shared")).toEqual([
      { type: "layer-phase", layer: "shared", phase: "destroy" },
      {
        type: "layer-step",
        layer: "shared",
        operation: "delete",
        resourceType: "aws:iam/role:Role",
        name: "shared",
        count: 1,
      },
      { type: "layer-ended", layer: "shared", status: "done", seconds: expect.any(Number) as number },
    ]);
    expect(here.events[0]).toMatchObject({ type: "run-started", command: "down", environment: "dev" });
    expect(here.events.at(-1)).toMatchObject({ type: "run-ended", ok: true });
  });

  it("takes a layer that is gone for done, and asks nothing where all are", async () => {
    const half = world(["shared", "global/traffic"]);
    expect((await run(half)).teardown.layers.map(({ id, status }) => [id, status])).toEqual([
      ["shared", "unchanged"],
      ["global/foundation", "done"],
      ["primary-region", "done"],
      ["standby-region", "done"],
      ["global/traffic", "unchanged"],
    ]);
    expect(half.destroyed).toHaveLength(3);
    const again = await run(half);
    expect(again).toMatchObject({ ok: true, teardown: { remains: nothing } });
    expect(half.questions).toHaveLength(1);
  });

  it("takes a layer for done whose stack the engine of a killed run has taken away meanwhile", async () => {
    const here = world();
    // As a recovery that waits for that engine's lock sees it.
    const recover: TearDownOptions["recover"] = async ({ id }) => void (id === "shared" && here.stacks.delete(id));
    const { ok, teardown } = await run(here, { recover });
    expect(ok).toBe(true);
    expect(teardown.layers[0]).toMatchObject({ id: "shared", status: "unchanged", reason: "it is gone already" });
    expect(here.destroyed).not.toContain("shared");
  });

  it("stops what a failed layer stands on and nothing else, and goes on from there", async () => {
    const here = world();
    await (
      await LedgerBook.open(here.store, "dev")
    ).noteLayer("primary-region", {
      status: "done",
      digest: {},
      outputs: {},
      checkpointUpdatedAt: "",
      doneAt: "",
      seconds: 1,
      steps: 1,
      run: "up-1",
    });
    const failing = await run(here, {
      recover: async ({ id }) => {
        if (id === "primary-region") throw new Error("AccessDenied");
      },
    });
    expect(failing.ok).toBe(false);
    expect(failing.teardown.remains).toBe(null);
    expect(failing.teardown.layers.map(({ id, status, reason }) => [id, status, reason])).toEqual([
      ["shared", "blocked", "global/foundation is not done"],
      ["global/foundation", "blocked", "primary-region is not done"],
      ["primary-region", "failed", "AccessDenied"],
      ["standby-region", "done", undefined],
      ["global/traffic", "done", undefined],
    ]);
    expect(here.events).toContainEqual({
      type: "layer-ended",
      layer: "primary-region",
      status: "failed",
      seconds: expect.any(Number) as number,
      reason: "AccessDenied",
      log: "/logs/primary-region.log",
    });
    const ledger = (await readLedger(here.store, "dev"))?.ledger;
    expect(ledger?.layers["primary-region"]?.status).toBe("failed");
    expect(ledger?.topology?.environmentSuffix).toBe("dev1");
    expect(ledger?.runs).toMatchObject([{ command: "down", ok: false, layers: { "primary-region": "failed" } }]);
    expect((await run(here)).ok).toBe(true);
    expect(here.store.documents.size).toBe(0);
  });

  it("begins no layer once it is stopped", async () => {
    const here = world();
    const stop = new AbortController();
    const result = await run(here, { stop: stop.signal, recover: async () => stop.abort() });
    expect(result.teardown.layers.map(({ status }) => status)).toEqual([
      "stopped",
      "stopped",
      "stopped",
      "stopped",
      "done",
    ]);
    expect(here.destroyed).toEqual(["global/traffic"]);
    expect(here.events).toContainEqual({
      type: "layer-ended",
      layer: "shared",
      status: "stopped",
      seconds: 0,
      reason: "global/foundation is not done",
    });
  });

  it("fails when something is left, and keeps the ledger", async () => {
    const here = world();
    const left = { type: "s3", region: "global", id: "arn:aws:s3:::orphan" };
    const result = await run(here, { remains: async () => ({ leftovers: [left], pendingDeletion: [] }) });
    expect(result).toMatchObject({ ok: false, teardown: { remains: { leftovers: [left] } } });
    expect(await readLedger(here.store, "dev")).not.toBe(undefined);
  });
});

describe("what no layer knows", () => {
  const topology = withDatabase();
  const { primary: region } = topology.regions;
  const snapshot = `kept-${topology.names.primary.databaseCluster}-20261127130000`;
  const arn = `arn:aws:rds:${region}:123456789012:cluster-snapshot:${snapshot}`;
  const line = { type: "rds", region, id: arn };

  /** An environment that a failover has left a snapshot of. */
  const failedOver = (gone: readonly string[] = []) => {
    const here = world(gone);
    here.late.heldSnapshots.add(`${region} ${topology.names.primary.databaseCluster} ${snapshot}`);
    return here;
  };

  it("is asked about, is swept when no layer is left, and is not left over while AWS goes on showing it", async () => {
    const here = failedOver();
    const remains = async () => {
      expect(here.late.heldSnapshots.size).toBe(0);
      return { leftovers: [line], pendingDeletion: [] };
    };
    const result = await run(here, { topology, remains });
    expect(here.questions.map(({ snapshots }) => snapshots)).toEqual([[line]]);
    expect(result).toMatchObject({ ok: true, teardown: { remains: { swept: [line], leftovers: [] } } });
  });

  it("is no matter of a teardown that leaves a layer", async () => {
    const here = failedOver();
    const result = await run(here, { topology, only: ["global/traffic"] });
    expect([here.questions[0]?.snapshots, result.teardown.remains]).toEqual([[], null]);
    expect(here.late.heldSnapshots.size).toBe(1);
  });

  it("is asked about also where the layers are gone already", async () => {
    const here = failedOver(reversed);
    await expect(run(here, { topology, confirm: async () => false })).rejects.toMatchObject({ code: "not-confirmed" });
    expect(here.late.heldSnapshots.size).toBe(1);
    expect(await run(here, { topology })).toMatchObject({ ok: true, teardown: { remains: { swept: [line] } } });
    expect(await run(here, { topology })).toMatchObject({ ok: true, teardown: { remains: { swept: [] } } });
    expect(here.questions).toHaveLength(1);
  });

  it("is left over once, with why and what deletes it, where AWS refuses", async () => {
    const here = failedOver();
    const late = {
      ...here.late,
      deleteSnapshot: async () => {
        throw new Error("it is being copied");
      },
    };
    const remains = async () => ({ leftovers: [line], pendingDeletion: [] });
    const { ok, teardown } = await run(here, { topology, late, remains });
    expect(ok).toBe(false);
    expect(teardown.remains?.leftovers).toEqual([
      { ...line, reason: "it is being copied", command: expect.stringContaining(snapshot) as string },
    ]);
  });
});

it("keeps to the published report", async () => {
  const { teardown, ...common } = await run(world());
  expect(runReportSchema.strict().parse({ ...common, teardown })).toEqual({ ...common, teardown });
});
