import { describe, expect, it } from "vitest";
import { settled } from "./settle.ts";

const urn = (name: string) => `urn:pulumi:dev::tandem-shared::aws:kms/key:Key::${name}`;
const resource = (name: string, more: object = {}) => ({
  urn: urn(name),
  custom: true,
  id: name,
  inputs: { description: name },
  outputs: { arn: name },
  ...more,
});
const asked = (name: string) => ({ urn: urn(name), custom: true, inputs: { description: name }, parent: "urn:parent" });
const exported = (resources: readonly object[], operations: readonly object[]) => ({
  version: 3,
  deployment: { manifest: { time: "now" }, resources, pending_operations: operations },
});

describe("settled", () => {
  it("puts what was made among the resources, with what it was asked for, and forgets what was not", () => {
    const creates = ["made", "lost", "made"].map((name) => ({ resource: asked(name), type: "creating" }));
    const { state, unread } = settled(exported([resource("old")], creates), [{ urn: urn("made"), id: "id-1" }]);
    expect(state).toEqual({
      version: 3,
      deployment: {
        manifest: { time: "now" },
        resources: [resource("old"), { ...asked("made"), id: "id-1", outputs: {} }],
      },
    });
    expect(unread).toEqual([urn("made")]);
  });

  it("marks what a made resource replaces, which still is to be deleted", () => {
    const creates = [{ resource: asked("key"), type: "creating" }];
    const { state } = settled(exported([resource("key")], creates), [{ urn: urn("key"), id: "id-2" }]);
    expect(state).toMatchObject({
      deployment: {
        resources: [
          { ...resource("key"), delete: true },
          { urn: urn("key"), id: "id-2" },
        ],
      },
    });
  });

  it("has what was being changed or deleted read again, and what a stopped recovery left unread", () => {
    const component = { urn: urn("component") };
    const resources = [resource("a"), resource("b"), resource("c", { outputs: {} }), resource("d"), component];
    const operations = [
      { resource: resource("a"), type: "updating" },
      { resource: resource("b"), type: "deleting" },
      { resource: resource("gone"), type: "deleting" },
    ];
    const { state, unread } = settled(exported(resources, operations), []);
    expect(unread).toEqual([urn("a"), urn("b"), urn("c")]);
    expect(state).toEqual({ version: 3, deployment: { manifest: { time: "now" }, resources } });
  });

  it("has what may be made only in part deleted, where no update would set the rest, and again until it is gone", () => {
    const type = "aws:lambda/function:Function";
    const madeBy = (component: string, name: string) => `urn:pulumi:dev::tandem-x::${component}$${type}::${name}`;
    const ledger = (name: string) => madeBy("tandem:compute:LedgerFunction", name);
    const heartbeat = madeBy("tandem:failover:HeartbeatWriter", "heartbeat");
    const limited = (of: string) => ({ urn: of, type, inputs: { reservedConcurrentExecutions: 3 } });
    const creates = [
      { resource: { ...asked("limited"), ...limited(ledger("limited")) }, type: "creating" },
      { resource: { ...asked("free"), urn: ledger("free"), type, inputs: {} }, type: "creating" },
      // Nobody else moves this one's: an update sets it.
      { resource: { ...asked("heartbeat"), ...limited(heartbeat) }, type: "creating" },
    ];
    const imports = [ledger("limited"), ledger("free"), heartbeat].map((of) => ({ urn: of, id: of }));
    const left = resource("left", { ...limited(ledger("left")), outputs: {} });
    const done = resource("done", limited(ledger("done")));
    const { unread, unfinished } = settled(exported([done, left], creates), imports);
    expect(unread).toEqual([ledger("free"), heartbeat]);
    expect(unfinished).toEqual([ledger("limited"), ledger("left")]);
  });

  it("has what was found made in part deleted", () => {
    const creates = ["whole", "half"].map((name) => ({ resource: asked(name), type: "creating" }));
    const imports = [
      { urn: urn("whole"), id: "1" },
      { urn: urn("half"), id: "2", isHalfMade: true },
    ] as const;
    const { unread, unfinished } = settled(exported([], creates), imports);
    expect(unread).toEqual([urn("whole")]);
    expect(unfinished).toEqual([urn("half")]);
  });

  it("takes over what others own later, where the call that made it set that too", () => {
    const type = "aws:rds/cluster:Cluster";
    const member = `urn:pulumi:dev::tandem-x::tandem:database:DatabaseMember$${type}::database`;
    const create = { ...asked("database"), urn: member, type, inputs: { globalClusterIdentifier: "ledger" } };
    const imports = [{ urn: member, id: "ledger-primary" }];
    const { unread, unfinished } = settled(exported([], [{ resource: create, type: "creating" }]), imports);
    expect(unread).toEqual([member]);
    expect(unfinished).toEqual([]);
  });
});
