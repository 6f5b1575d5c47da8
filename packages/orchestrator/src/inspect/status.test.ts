import { topologyOf } from "@tandem/config";
import { layerId, stackGraph, stacks } from "@tandem/contracts";
import { describe, expect, it } from "vitest";
import type { Ledger, LayerEntry } from "../ledger/schema.ts";
import type { Checkpoint, StackLock } from "../ports.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { readStatus } from "./status.ts";
import type { StatusRequest } from "./status.ts";

const layers = stackGraph(stacks, { ...topologyOf(rehearsalConfig("payments-us")), environment: "dev" });
const resource = { urn: "urn:key", type: "aws:kms/key:Key", name: "key", id: "1", region: "us-east-1", protect: false };
const at = (hour: number) => `2026-11-21T${String(hour).padStart(2, "0")}:00:00Z`;

function checkpoint(given: Partial<Checkpoint>): Checkpoint {
  return { updatedAt: at(10), resources: [resource], pendingOperations: [], outputs: {}, references: [], ...given };
}

const sharedOutputs = { contractVersion: 1, primaryKeyArn: "arn:1", standbyKeyArn: "arn:2", topology: { a: [1] } };
/** Shared and foundation as two plain `pulumi up` leave them, one after the other. */
const byHand: Readonly<Record<string, Checkpoint>> = {
  shared: checkpoint({ outputs: sharedOutputs }),
  "global/foundation": checkpoint({
    references: [{ name: "organization/tandem-shared/dev", outputs: sharedOutputs }],
    outputs: { zoneId: "Z1" },
  }),
};

const entry = (digest: Readonly<Record<string, string>>, checkpointUpdatedAt: string): LayerEntry => ({
  status: "done",
  digest,
  outputs: {},
  checkpointUpdatedAt,
  doneAt: at(10),
  seconds: 1,
  steps: 1,
  run: "r1",
});
const ledgerOf = (entries: Ledger["layers"]): Ledger => ({
  schemaVersion: 1,
  environment: "dev",
  topology: null,
  layers: entries,
  runs: [],
});

async function statusOf(checkpoints: Readonly<Record<string, Checkpoint>>, differences: Partial<StatusRequest> = {}) {
  const status = await readStatus({
    environment: "dev",
    layers,
    regions: { primary: "us-east-1", standby: "us-east-2" },
    engine: { checkpoint: async ({ contract }) => checkpoints[layerId(contract)] },
    store: memoryStore(),
    ledger: undefined,
    digestOf: async () => ({ sources: "now", config: "now" }),
    drift: undefined,
    call: () => Promise.reject(new Error("nobody there")),
    gone: async ({ pid }) => pid === 666,
    ...differences,
  });
  return { ...status, byId: new Map(status.layers.map((layer) => [layer.id, layer])) };
}

describe("readStatus", () => {
  it("tells of an environment that is not there", async () => {
    const status = await statusOf({});
    expect(status.layers.map(({ id, state }) => [id, state])).toEqual(layers.map(({ id }) => [id, "absent"]));
    expect(status.layers[0]).toEqual({
      id: "shared",
      stack: "tandem-shared/dev",
      state: "absent",
      updatedAt: null,
      resources: 0,
      pending: [],
      locks: [],
      stale: [],
      lastRun: null,
      byHand: null,
      drift: null,
    });
    expect(status.roles.active).toBe(undefined);
    expect(status.unprotected).toBe(null);
    expect(status.rollout).toBe(null);
  });

  it("needs no ledger for what was rolled out by hand", async () => {
    const { byId } = await statusOf(byHand);
    expect(byId.get("global/foundation")).toMatchObject({
      state: "up",
      updatedAt: at(10),
      resources: 1,
      stale: [],
      lastRun: null,
      byHand: null,
    });
  });

  it("tells an empty stack from one that is up", async () => {
    const { byId } = await statusOf({ shared: checkpoint({ resources: [] }) });
    expect(byId.get("shared")?.state).toBe("empty");
  });
});

describe("what is stale", () => {
  const staleWith = async (shared: Checkpoint | undefined) => {
    const { shared: _, ...rest } = byHand;
    const { byId } = await statusOf(shared === undefined ? rest : { ...rest, shared });
    return byId.get("global/foundation")?.stale;
  };

  it("is named key by key, with no ledger, by what the layer's own state says that it read", async () => {
    const outputs = { ...sharedOutputs, primaryKeyArn: "arn:9", topology: { a: [2] }, notInTheContract: 1 };
    expect(await staleWith(checkpoint({ outputs }))).toEqual([
      "upstream:shared.topology",
      "upstream:shared.primaryKeyArn",
    ]);
  });

  it("is what reads an output that is new or another version's", async () => {
    const outputs = { ...sharedOutputs, contractVersion: 2, recoveryRoleArn: "arn:3" };
    expect(await staleWith(checkpoint({ outputs }))).toEqual([
      "upstream:shared.contractVersion",
      "upstream:shared.recoveryRoleArn",
    ]);
  });

  it("is what reads a layer that is gone", async () => {
    expect(await staleWith(undefined)).toEqual(["upstream:shared"]);
  });

  it("is what was made of other sources and settings than today's", async () => {
    const ledger = ledgerOf({ shared: entry({ sources: "then", config: "now" }, at(10)) });
    const { byId } = await statusOf(byHand, { ledger });
    expect(byId.get("shared")).toMatchObject({
      stale: ["sources"],
      byHand: false,
      lastRun: { status: "done", run: "r1", doneAt: at(10) },
    });
  });

  it("is not told from the ledger's digest where somebody updated the stack by hand since", async () => {
    const ledger = ledgerOf({ shared: entry({ sources: "then", config: "then" }, at(9)) });
    const { byId } = await statusOf(byHand, { ledger });
    expect(byId.get("shared")).toMatchObject({ stale: [], byHand: true });
  });
});

describe("beside the layers' updates", () => {
  it("tells pending operations, and locks with whether their holder is gone", async () => {
    const lock: StackLock = { pid: 666, hostname: "here", username: "ann", takenAt: at(9) };
    const store = memoryStore();
    const rollout = { id: "x", command: "up", username: "ben", hostname: "here", pid: 7, takenAt: at(8) };
    await store.write("dev/rollout-lock.json", JSON.stringify({ schemaVersion: 1, ...rollout }), undefined);
    const pending = {
      kind: "creating",
      urn: "urn:new",
      type: "aws:kms/key:Key",
      inputs: {},
      region: undefined,
      inCloud: true,
    } as const;
    const status = await statusOf(
      { shared: checkpoint({ pendingOperations: [pending] }) },
      {
        store: {
          read: store.read,
          stackLocks: async ({ contract }) => (contract.project === "shared" ? [lock, { ...lock, pid: 7 }] : undefined),
        },
      },
    );
    expect(status.byId.get("shared")).toMatchObject({
      pending: [{ kind: "creating", urn: "urn:new" }],
      locks: [
        { pid: 666, gone: true },
        { pid: 7, gone: false },
      ],
    });
    expect(status.byId.get("global/foundation")?.locks).toBe(null);
    expect(status.rollout).toEqual({
      command: "up",
      username: "ben",
      hostname: "here",
      pid: 7,
      takenAt: at(8),
      gone: false,
    });
  });

  it("keeps a drift result only as long as no update came after it", async () => {
    const drifted = { id: "shared", status: "drifted", drift: [{ ...resource, operation: "delete", properties: [] }] };
    const seen = (hour: number) =>
      ({
        schemaVersion: 1,
        environment: "dev",
        at: at(hour),
        ok: false,
        layers: [{ ...drifted, owned: [], error: null }],
      }) as StatusRequest["drift"];
    const later = await statusOf(byHand, { drift: seen(11) });
    expect(later.byId.get("shared")?.drift).toEqual({ at: at(11), status: "drifted", resources: 1 });
    expect(later.byId.get("global/foundation")?.drift).toBe(null);
    const earlier = await statusOf(byHand, { drift: seen(9) });
    expect(earlier.byId.get("shared")?.drift).toBe(null);
  });

  it("asks both regions who is active, and says that nothing takes over from the standby", async () => {
    const region = (host: string) => checkpoint({ outputs: { apiEndpoint: `https://${host}/prod` } });
    const both = { "primary-region": region("p"), "standby-region": region("s") };
    const home = await statusOf(both, {
      call: async () => Response.json({ status: "healthy", fenced: false, epoch: 1 }),
    });
    expect(home).toMatchObject({ roles: { active: "primary" }, unprotected: false });
    const { roles, unprotected } = await statusOf(both, {
      call: async (url) =>
        url === "https://s/prod/health"
          ? Response.json({ status: "healthy", fenced: false, epoch: 2 })
          : Response.json(
              { status: "unhealthy", reasons: ["the region is fenced at epoch 2"], fenced: true, epoch: 2 },
              { status: 503 },
            ),
    });
    expect(roles.active).toBe("standby");
    expect(unprotected).toBe(true);
    expect(roles.regions.primary.state).toBe("fenced");
  });
});
