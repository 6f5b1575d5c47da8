import { requireEnvironment } from "@tandem/config";
import { expect, it, vi } from "vitest";
import { layersOf } from "../environment-files.ts";
import type { Checkpoint, LayerEngine, PendingOperation } from "../ports.ts";
import type { RolloutEvent } from "../rollout/events.ts";
import type { Finding, ResourceLookup } from "./lookup.ts";
import { recoverLayer } from "./recover-layer.ts";

const [shared] = layersOf(
  requireEnvironment({
    environment: "dev",
    profile: "payments-us",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }),
);
if (shared === undefined) throw new Error("payments-us has no layers");

const urn = (name: string) => `urn:pulumi:dev::tandem-shared::tandem:security:Group$aws:kms/key:Key::${name}`;
const pending = (name: string, kind: PendingOperation["kind"]): PendingOperation => ({
  kind,
  urn: urn(name),
  type: "aws:kms/key:Key",
  inputs: {},
  region: "us-east-1",
  inCloud: true,
});
const held = (name: string, more: object = {}) => ({
  urn: urn(name),
  type: "aws:kms/key:Key",
  name,
  id: `${name}-id`,
  region: "us-east-1",
  protect: false,
  ...more,
});
const checkpointOf = (more: Partial<Checkpoint>): Checkpoint => ({
  updatedAt: "2026-11-21T10:00:00Z",
  resources: [],
  pendingOperations: [],
  outputs: {},
  references: [],
  ...more,
});

/** A recovery of this state, where the lookup finds this, and the engine settles it so. */
function recovery(
  checkpoint: Checkpoint | undefined,
  findings: Readonly<Record<string, Finding>>,
  settled: { readonly absent?: string[]; readonly unfinished?: string[] } = {},
) {
  const events: RolloutEvent[] = [];
  const engine = {
    checkpoint: vi.fn<LayerEngine["checkpoint"]>(async () => checkpoint),
    settlePending: vi.fn<LayerEngine["settlePending"]>(async () => ({ absent: [], unfinished: [], ...settled })),
  };
  const find = vi.fn<ResourceLookup["find"]>(async ({ urn: wanted }) => findings[wanted] ?? "absent");
  const store = { stackLocks: async () => [], breakStackLocks: async () => undefined };
  const emit = (event: RolloutEvent): void => void events.push(event);
  return { events, engine, find, options: { engine, store, lookup: { find }, emit } };
}

const nothing = { locks: [], imported: [], cleared: [], unfinished: [], reread: [] };

it("does nothing and says nothing where nothing is left behind", async () => {
  for (const checkpoint of [undefined, checkpointOf({ resources: [held("a")] })]) {
    const { events, engine, options } = recovery(checkpoint, {});
    expect(await recoverLayer(shared, options)).toEqual(nothing);
    expect(events).toEqual([]);
    expect(engine.settlePending).not.toHaveBeenCalled();
  }
});

it("takes a state that the caller has read", async () => {
  const { engine, options } = recovery(undefined, {});
  expect(await recoverLayer(shared, { ...options, checkpoint: checkpointOf({}) })).toEqual(nothing);
  expect(engine.checkpoint).not.toHaveBeenCalled();
});

it("takes over what was made, clears what was not, and has interrupted changes read again", async () => {
  const operations = [
    pending("made", "creating"),
    pending("lost", "creating"),
    pending("guessed", "creating"),
    pending("made", "creating"),
    pending("old", "updating"),
  ];
  const checkpoint = checkpointOf({
    resources: [held("old"), held("half", { unread: true })],
    pendingOperations: operations,
  });
  const found = { [urn("made")]: { id: "made-id" }, [urn("guessed")]: { id: "guessed-id" } };
  const { events, engine, find, options } = recovery(checkpoint, found, { absent: [urn("guessed")] });
  expect(await recoverLayer(shared, options)).toEqual({
    locks: [],
    imported: [{ urn: urn("made"), id: "made-id" }],
    cleared: [urn("lost"), urn("guessed")],
    unfinished: [],
    reread: [urn("old"), urn("half")],
  });
  expect(find).toHaveBeenCalledTimes(3);
  expect(find).toHaveBeenCalledWith(operations[3], ["old-id", "half-id"]);
  expect(engine.settlePending).toHaveBeenCalledExactlyOnceWith(
    shared,
    [
      { urn: urn("made"), id: "made-id" },
      { urn: urn("guessed"), id: "guessed-id" },
    ],
    {},
  );
  expect(events).toEqual(
    [
      "took over aws:kms/key:Key made, which had been made as made-id",
      "aws:kms/key:Key lost had not been made",
      "aws:kms/key:Key guessed had not been made",
      "read aws:kms/key:Key old again",
      "read aws:kms/key:Key half again",
    ].map((text) => ({ type: "layer-message", layer: "shared", text })),
  );
});

it("changes nothing as long as nobody can tell of one create, and says what to look for", async () => {
  const checkpoint = checkpointOf({ pendingOperations: [pending("made", "creating"), pending("odd", "creating")] });
  const found = { [urn("made")]: { id: "made-id" }, [urn("odd")]: { cannotTell: "a and b are alike" } };
  const { engine, options } = recovery(checkpoint, found);
  await expect(recoverLayer(shared, options)).rejects.toMatchObject({
    code: "pending-unclear",
    kind: "deploy",
    message:
      "tandem-shared/dev has creates of which nobody can tell whether they happened\n" +
      "  aws:kms/key:Key odd in us-east-1: a and b are alike; its tag: " +
      "tandem:urn=urn:pulumi:dev::tandem-shared::tandem:security:Group=24aws:kms/key:Key::odd",
  });
  expect(engine.settlePending).not.toHaveBeenCalled();
});

it("says of what it deleted that it may have been made only in part", async () => {
  const checkpoint = checkpointOf({
    resources: [held("left", { unread: true })],
    pendingOperations: [pending("half", "creating")],
  });
  const unfinished = [urn("half"), urn("left")];
  const { events, options } = recovery(checkpoint, { [urn("half")]: { id: "half-id" } }, { unfinished });
  expect(await recoverLayer(shared, options)).toEqual({ ...nothing, unfinished });
  expect(events).toMatchObject([
    { text: "deleted aws:kms/key:Key half, which may have been made only in part" },
    { text: "deleted aws:kms/key:Key left, which may have been made only in part" },
  ]);
});
