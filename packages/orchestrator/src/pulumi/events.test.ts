import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import { driftOf, plannedChange } from "./events.ts";

const urn = "urn:pulumi:dev::tandem-shared::tandem:security:MultiRegionKey$aws:kms/key:Key::data-key-primary";
const key = { urn, type: "aws:kms/key:Key", provider: "" };

/** An event as the engine sends it, where fields without a value are null or missing in spite of the SDK's types. */
function event(kind: "resourcePreEvent" | "resOutputsEvent", metadata: object): EngineEvent {
  return { sequence: 1, timestamp: 1, [kind]: { metadata: { ...key, ...metadata } } };
}

describe("driftOf", () => {
  it("names the paths of the properties that differ", () => {
    const changed = event("resOutputsEvent", {
      op: "update",
      diffs: ["description", "tags"],
      detailedDiff: { description: { diffKind: "update" }, "tags.hand": { diffKind: "add" } },
    });
    expect(driftOf(changed)).toEqual({
      urn,
      type: "aws:kms/key:Key",
      name: "data-key-primary",
      operation: "update",
      properties: ["description", "tags.hand"],
    });
  });

  it("names the properties at the top where the provider tells no paths", () => {
    const changed = event("resOutputsEvent", { op: "update", diffs: ["tags"], detailedDiff: null });
    expect(driftOf(changed)?.properties).toEqual(["tags"]);
  });

  it("names no property of a resource that is gone", () => {
    const gone = event("resOutputsEvent", { op: "delete", detailedDiff: null });
    expect(driftOf(gone)).toMatchObject({ operation: "delete", properties: [] });
  });

  it("finds none where nothing differs, and in other events", () => {
    expect(driftOf(event("resOutputsEvent", { op: "same" }))).toBe(undefined);
    expect(driftOf(event("resourcePreEvent", { op: "refresh" }))).toBe(undefined);
  });
});

describe("plannedChange", () => {
  it("takes nulls for nothing", () => {
    const created = event("resourcePreEvent", { op: "create", diffs: null, keys: null, detailedDiff: null, old: null });
    expect(plannedChange(created)).toEqual({
      operation: "create",
      type: "aws:kms/key:Key",
      name: "data-key-primary",
      urn,
      properties: [],
      replaceBecause: [],
      protect: false,
    });
  });
});
