import { foundationContract, sharedContract } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { describe, expect, it } from "vitest";
import type { PlannedChange } from "../ports.ts";
import { UNKNOWN } from "../unknown.ts";
import { callouts, hasUnknown, outputChanges, resourceChanges } from "./changes.ts";
import type { DeployedStack } from "./scratch-state.ts";

const TABLE = "aws:dynamodb/table:Table";
const urn = (name: string, type = TABLE) => `urn:pulumi:dev-foundation::tandem-global::${type}::${name}`;
const step = (operation: string, name: string, more: Partial<PlannedChange> = {}): PlannedChange => ({
  operation,
  type: TABLE,
  name,
  urn: urn(name),
  properties: [],
  replaceBecause: [],
  protect: false,
  ...more,
});
const foundation: Layer = {
  id: "global/foundation",
  contract: foundationContract,
  stackName: "dev-foundation",
  dependsOn: [],
};
const deployed: DeployedStack = {
  updatedAt: "2026-11-21T10:00:00Z",
  outputs: { workloadTableName: "ledger", workloadTableArn: "arn:ledger", zoneId: "Z1" },
  resources: [
    { urn: urn("workload"), names: ["ledger", "arn:ledger"] },
    { urn: urn("policy"), names: ["ledger"] },
    { urn: urn("zone", "aws:route53/zone:Zone"), names: ["Z1"] },
  ],
};

describe("resourceChanges", () => {
  it("makes one of a replacement's steps, and keeps the engine's order", () => {
    const changes = resourceChanges([
      step("create-replacement", "a", { properties: ["name"], replaceBecause: ["name"] }),
      step("update", "b", { properties: ["tags.x"] }),
      step("replace", "a", { properties: ["name", "size"], replaceBecause: ["name"] }),
      step("delete-replaced", "a", { protect: true }),
      step("create", "c"),
      step("import", "d"),
      step("delete", "e"),
      step("discard", "f"),
    ]);
    expect(changes.map(({ kind, name }) => [kind, name])).toEqual([
      ["replace", "a"],
      ["update", "b"],
      ["create", "c"],
      ["create", "d"],
      ["delete", "e"],
      ["delete", "f"],
    ]);
    expect(changes[0]).toMatchObject({ properties: ["name", "size"], replaceBecause: ["name"], protect: true });
  });

  it("counts a deletion and a creation of one resource as its replacement", () => {
    expect(resourceChanges([step("delete", "a"), step("create", "a")]).map(({ kind }) => kind)).toEqual(["replace"]);
  });
});

describe("outputChanges", () => {
  it("tells new, changed, uncertain and gone outputs of the contract, and no others", () => {
    const before = {
      zoneId: "Z1",
      workloadTableName: "a",
      workloadTableArn: "arn:1",
      zoneNameServers: ["a"],
      extra: 1,
    };
    const after = {
      zoneId: "Z1",
      controlTableName: "c",
      workloadTableName: "b",
      workloadTableArn: UNKNOWN,
      zoneNameServers: ["a", UNKNOWN],
      extra: 2,
    };
    expect(outputChanges(foundation, { ...before, controlTableArn: "gone" }, after, ["x"])).toEqual([
      { key: "zoneNameServers", change: "unknown", readers: ["x"] },
      { key: "workloadTableName", change: "changed", readers: ["x"] },
      { key: "workloadTableArn", change: "unknown", readers: ["x"] },
      { key: "controlTableName", change: "new", readers: ["x"] },
      { key: "controlTableArn", change: "gone", readers: ["x"] },
    ]);
  });
});

it("finds an unknown at any depth", () => {
  expect([UNKNOWN, ["a", { b: UNKNOWN }], { a: [null, 1] }, "a", undefined].map(hasUnknown)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

describe("callouts", () => {
  const of = (steps: readonly PlannedChange[], state = deployed) =>
    callouts(foundation, resourceChanges(steps), state, ["primary-region"]).map(({ kind, name, reason, ...more }) => ({
      kind,
      name,
      reason,
      outputs: "outputs" in more ? more.outputs : undefined,
    }));

  it("names the replacement of what is pinned by its outputs, and of what holds data", () => {
    expect(of([step("replace", "workload")])).toEqual([
      { kind: "replace", name: "workload", reason: "pinned", outputs: ["workloadTableName", "workloadTableArn"] },
      { kind: "replace", name: "workload", reason: "stateful", outputs: undefined },
    ]);
  });

  it("names a deletion, also of what Pulumi protects", () => {
    const topic = { type: "aws:sns/topic:Topic", urn: urn("t", "aws:sns/topic:Topic"), protect: true };
    expect(of([step("delete", "t", topic)])).toEqual([
      { kind: "delete", name: "t", reason: "protected", outputs: undefined },
    ]);
  });

  it("pins only the first resource with an identifier, and only while it is published", () => {
    const policy = { type: "aws:x/policy:Policy" };
    expect(of([step("replace", "policy", policy)])).toEqual([]);
    const moved = { ...deployed, outputs: { workloadTableName: "ledger-v2", workloadTableArn: "arn:v2" } };
    expect(of([step("delete", "workload")], moved).map(({ reason }) => reason)).toEqual(["stateful"]);
  });

  it("lets creations, updates and what is not there yet pass", () => {
    expect(of([step("create", "workload"), step("update", "zone")])).toEqual([]);
    const shared: Layer = { id: "shared", contract: sharedContract, stackName: "dev", dependsOn: [] };
    expect(callouts(shared, [], { updatedAt: undefined, outputs: {}, resources: [] }, [])).toEqual([]);
  });
});
