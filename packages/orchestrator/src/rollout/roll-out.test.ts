import { TandemError } from "@tandem/config";
import { describe, expect, it } from "vitest";
import { failing, useFakeCheckout } from "./testing/fake-environment.ts";
import { fakeLayers } from "./testing/fake-engine.ts";

const fakeEnvironment = useFakeCheckout();
const all = fakeLayers.map(({ id }) => id);

describe("a rollout", () => {
  it("makes every stack, updates every layer in order, and notes each", async () => {
    const { fake, roll, ledger, events, recovered } = fakeEnvironment();
    const { report, updated } = await roll();
    expect(report).toMatchObject({ ok: true, command: "up", environment: "dev", who: "ann@here" });
    expect(report.rollout?.layers[0]).toMatchObject({
      id: "shared",
      status: "done",
      reason: "its stack does not exist yet",
      operations: { create: 1, same: 1 },
    });
    expect(updated.toSorted()).toEqual(all.toSorted());
    expect([updated[0], updated[1], updated[4]]).toEqual(["shared", "global/foundation", "global/traffic"]);
    expect([...fake.stacks.keys()].toSorted()).toEqual(all.toSorted());
    expect(recovered).toEqual([]);
    const { topology, layers, runs } = (await ledger()) ?? {};
    expect(topology?.profile).toBe("payments-us");
    expect(layers?.["primary-region"]).toMatchObject({
      status: "done",
      outputs: { apiEndpoint: "https://primary.test" },
      steps: 2,
      run: report.run,
      checkpointUpdatedAt: fake.stacks.get("primary-region")?.updatedAt,
    });
    expect(runs).toEqual([
      expect.objectContaining({ run: report.run, ok: true, layers: Object.fromEntries(all.map((id) => [id, "done"])) }),
    ]);
    expect(events[0]).toMatchObject({ type: "run-started", layers: all.map((id) => ({ id })) });
    expect(events.at(-1)).toMatchObject({ type: "run-ended", ok: true });
    expect(
      events.filter((event) => event.type !== "run-started" && "layer" in event && event.layer === "shared"),
    ).toMatchObject([
      { type: "layer-message", text: "its stack does not exist yet" },
      { type: "layer-phase", phase: "up" },
      { type: "layer-step", operation: "create", resourceType: "aws:kms/key:Key", name: "key", count: 1 },
      { type: "layer-step", operation: "same", count: 2 },
      { type: "layer-phase", phase: "gate" },
      { type: "layer-message", text: "its outputs keep their contract" },
      { type: "layer-ended", status: "done" },
    ]);
  });

  it("does nothing the second time, and says what to expect of each layer", async () => {
    const { roll, events } = fakeEnvironment();
    await roll();
    const { report, statuses, reasons, updated } = await roll();
    expect(updated).toEqual([]);
    expect(report.ok).toBe(true);
    expect(new Set(Object.values(statuses))).toEqual(new Set(["unchanged"]));
    expect(reasons["shared"]).toBe("nothing changed since its last update");
    expect(events[0]).toMatchObject({
      layers: all.map(() => ({ expected: { steps: 2, seconds: expect.any(Number) } })),
    });
  });

  it("carries a changed output to the layers that read it, and no further", async () => {
    const { fake, roll } = fakeEnvironment();
    await roll();
    fake.touch({ id: "global/foundation" });
    fake.outputs["global/foundation"] = { contractVersion: 1, zoneId: "Z2" };
    const { updated, reasons, statuses } = await roll();
    expect(updated.toSorted()).toEqual(["global/foundation", "primary-region", "standby-region"]);
    expect(reasons).toMatchObject({
      "global/foundation": "its stack was changed outside of Tandem",
      "primary-region": "it reads global/foundation.zoneId, changed since",
    });
    expect(statuses).toMatchObject({ shared: "unchanged", "global/traffic": "unchanged" });
  });

  it("runs every layer again with another version of the engine", async () => {
    const { roll } = fakeEnvironment();
    await roll();
    const { updated, reasons } = await roll({ versions: { pulumi: "3.260.0" } });
    expect(updated).toHaveLength(5);
    expect(reasons["shared"]).toBe("the version of the engine, a plugin or Node changed");
  });

  it("recovers a layer with operations that were cut off before it runs it", async () => {
    const { fake, roll, recovered } = fakeEnvironment();
    await roll();
    const pending = { kind: "creating", urn: "u", type: "t", inputs: {}, region: undefined, inCloud: true } as const;
    fake.touch({ id: "shared" }, { pendingOperations: [pending] });
    const { updated, reasons } = await roll();
    expect(recovered).toEqual(["shared"]);
    expect(updated).toEqual(["shared"]);
    expect(reasons["shared"]).toBe("1 operation of it was cut off");
  });

  it("reads a layer anew, after its recovery, whose stack was locked when the run began", async () => {
    const { fake, store, roll } = fakeEnvironment();
    await roll();
    const holder = { pid: 42, hostname: "here", username: "ann", takenAt: "2026-11-21T10:00:00Z" };
    const stackLocks: typeof store.stackLocks = async ({ contract }) => (contract.project === "shared" ? [holder] : []);
    // The engine of the killed run writes once more before it dies.
    const recover = async () => fake.touch({ id: "shared" });
    const { updated, reasons } = await roll({ store: { ...store, stackLocks }, recover });
    expect(updated).toEqual(["shared"]);
    expect(reasons["shared"]).toBe("its stack was changed outside of Tandem");
  });

  it("stops only what needs a layer that fails, and goes on there the next time", async () => {
    const { fake, roll, ledger, events } = fakeEnvironment();
    fake.inside["primary-region"] = failing;
    const first = await roll();
    expect(first.report.ok).toBe(false);
    expect(first.statuses).toEqual({
      shared: "done",
      "global/foundation": "done",
      "primary-region": "failed",
      "standby-region": "done",
      "global/traffic": "blocked",
    });
    expect(first.reasons).toMatchObject({
      "primary-region": "no quota\nfix: see x",
      "global/traffic": "primary-region is not done",
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "layer-ended", status: "failed", log: "logs/primary-region.log" }),
    );
    expect((await ledger())?.layers["primary-region"]).toMatchObject({ status: "failed", digest: {}, outputs: {} });
    delete fake.inside["primary-region"];
    const second = await roll();
    expect(second.updated).toEqual(["primary-region", "global/traffic"]);
    expect(second.report.ok).toBe(true);
  });

  it("touches nothing of a layer that may not be changed now, unless nothing is due there", async () => {
    const { fake, roll } = fakeEnvironment();
    const guard = async ({ id }: { readonly id: string }) => {
      if (id === "standby-region") throw new TandemError("latch-set", "the latch is set");
    };
    const { statuses, reasons } = await roll({ guard });
    expect(statuses).toMatchObject({
      "primary-region": "done",
      "standby-region": "failed",
      "global/traffic": "blocked",
    });
    expect(reasons["standby-region"]).toContain("the latch is set");
    expect(fake.stacks.has("standby-region")).toBe(false);
    await roll();
    expect((await roll({ guard })).statuses["standby-region"]).toBe("unchanged");
  });

  it("keeps what was last known of a layer that fails, and runs it again although nothing changed", async () => {
    const { fake, roll, ledger } = fakeEnvironment();
    await roll();
    fake.touch({ id: "global/traffic" });
    fake.inside["global/traffic"] = failing;
    await roll();
    expect((await ledger())?.layers["global/traffic"]).toMatchObject({
      status: "failed",
      outputs: { name: "dashboard" },
    });
    delete fake.inside["global/traffic"];
    expect((await roll()).updated).toEqual(["global/traffic"]);
  });

  it("closes the gate behind a layer that breaks its contract, and starts nothing that needs it", async () => {
    const { fake, roll, ledger } = fakeEnvironment();
    fake.outputs["global/foundation"] = { contractVersion: 2 };
    const { updated, statuses, reasons } = await roll();
    expect(updated).toEqual(["shared", "global/foundation"]);
    expect(statuses["global/foundation"]).toBe("failed");
    expect(statuses["primary-region"]).toBe("blocked");
    expect(reasons["global/foundation"]).toContain("zoneId: missing");
    expect((await ledger())?.layers["global/foundation"]?.status).toBe("failed");
  });

  it("holds each layer to its saved plan", async () => {
    const { fake, roll } = fakeEnvironment();
    await roll({ selection: { only: ["shared"] }, planOf: async ({ id }) => `plan/${id}.json` });
    expect(fake.calls).toEqual([]);
    const other = fakeEnvironment();
    const plans: unknown[] = [];
    await other.roll({
      selection: { only: ["shared"] },
      planOf: async ({ id }) => `plan/${id}.json`,
      engine: {
        ...other.fake.engine,
        up: async (layer, options) => {
          plans.push(options.plan);
          return other.fake.engine.up(layer, options);
        },
      },
    });
    expect(plans).toEqual(["plan/shared.json"]);
  });
});

describe("a rollout that is stopped", () => {
  it("finishes the layer that runs and begins no other", async () => {
    const { fake, roll } = fakeEnvironment();
    const stop = new AbortController();
    fake.inside["shared"] = async () => stop.abort();
    const { updated, statuses, report } = await roll({ stop: stop.signal });
    expect(updated).toEqual(["shared"]);
    expect(statuses).toMatchObject({ shared: "done", "global/foundation": "stopped", "global/traffic": "blocked" });
    expect(report.ok).toBe(false);
    expect((await roll()).updated).toHaveLength(4);
  });

  it("cancels the layer that runs, and runs it again the next time", async () => {
    const { fake, roll, ledger } = fakeEnvironment();
    const [stop, cancel] = [new AbortController(), new AbortController()];
    fake.inside["shared"] = async (signal) => {
      stop.abort();
      cancel.abort();
      if (signal?.aborted === true) throw new TandemError("aborted", "up of shared was stopped", { kind: "aborted" });
    };
    const { statuses, reasons } = await roll({ stop: stop.signal, signal: cancel.signal });
    expect(statuses["shared"]).toBe("stopped");
    expect(reasons["shared"]).toBe("up of shared was stopped");
    expect((await ledger())?.layers["shared"]?.status).toBe("failed");
    delete fake.inside["shared"];
    expect((await roll()).updated).toHaveLength(5);
  });
});

describe("a rollout that asks", () => {
  const change = {
    operation: "create",
    type: "t",
    name: "n",
    urn: "u",
    properties: [],
    replaceBecause: [],
    protect: false,
  };

  it("shows each layer's own changes and ends where the answer is no", async () => {
    const { fake, roll, ledger } = fakeEnvironment();
    fake.changes = [change];
    const asked: string[] = [];
    const { updated, statuses } = await roll({
      ask: async ({ layer, reason, preview }) => {
        asked.push(`${layer.id}: ${reason}, ${preview.changes.length}`);
        return layer.id === "shared";
      },
    });
    expect(asked).toEqual([
      "shared: its stack does not exist yet, 1",
      "global/foundation: its stack does not exist yet, 1",
    ]);
    expect(updated).toEqual(["shared"]);
    expect(statuses).toMatchObject({ "global/foundation": "stopped", "primary-region": "blocked" });
    expect(Object.keys((await ledger())?.layers ?? {})).toEqual(["shared"]);
  });

  it("asks nothing of a layer that would change nothing", async () => {
    const { roll } = fakeEnvironment();
    const { updated } = await roll({ ask: async () => false });
    expect(updated).toHaveLength(5);
  });

  it("begins nothing when it was stopped during the question", async () => {
    const { fake, roll } = fakeEnvironment();
    fake.changes = [change];
    const stop = new AbortController();
    const ask = async () => {
      stop.abort();
      return true;
    };
    expect((await roll({ ask, stop: stop.signal })).updated).toEqual([]);
  });
});

it("is told who rolls the environment out already, and changes nothing", async () => {
  const { fake, roll } = fakeEnvironment();
  const second = Promise.withResolvers<unknown>();
  fake.inside["shared"] = async () => {
    await roll().then(second.resolve, second.resolve);
  };
  const { updated, report } = await roll();
  expect(await second.promise).toMatchObject({ code: "rollout-locked" });
  expect(report.ok).toBe(true);
  expect(updated).toHaveLength(5);
});
