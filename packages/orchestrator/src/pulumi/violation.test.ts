import { describe, expect, it } from "vitest";
import { knownProperties } from "./known-properties.ts";
import { planViolation, violationLine } from "./violation.ts";

const urn = "urn:pulumi:dev::tandem-shared::tandem:security:MultiRegionKey$aws:kms/key:Key::data-key";
const known = new Map([[urn, new Set(["description", "policy", "tags"])]]);
const line = (message: string, at?: string) => {
  const violation = planViolation({ message, urn: at }, known);
  return violation === undefined ? undefined : violationLine(violation);
};

describe("planViolation", () => {
  it("tells resource and properties, and no value", () => {
    const told = line(
      `error: resource ${urn} violates plan: properties changed: +~description[{hunter2}!={hunter3}], =~tags[{map[a:{hunter4, --policyX[x]}]}]`,
    );
    expect(told).toBe("aws:kms/key:Key data-key: description, tags differ from the plan");
  });

  it("tells no name that may be part of a value", () => {
    expect(line(`resource ${urn} violates plan: properties changed: =+password[{hunter2, ++hunter3[]}]`)).toBe(
      "aws:kms/key:Key data-key: a property differs that neither plan nor state has",
    );
  });

  it("reads values of several lines", () => {
    expect(line(`resource ${urn} violates plan: properties changed: =+x[{a\nhunter2\n}], =~policy[{}]`)).toBe(
      "aws:kms/key:Key data-key: policy differs from the plan",
    );
  });

  it("takes the resource of outputs from the event", () => {
    expect(line("resource violates plan: properties changed: ~~tags[{hunter2}!={x}]", urn)).toBe(
      "aws:kms/key:Key data-key: tags differs from the plan",
    );
  });

  it.each([
    [`resource ${urn} violates plan: protect changed (expected true)`, "protect changed"],
    [`resource ${urn} violates plan: dependencies changed: added urn:x`, "dependencies changed"],
    [`resource ${urn} violates plan: 1 hunter2`, "it differs from the plan"],
    [`expected resource operations for ${urn} but none were seen`, "the plan changes it, and the update did not"],
    [`no plan for resource ${urn}`, "the plan does not have it"],
  ])("understands %s", (message, reason) => {
    expect(line(message)).toBe(`aws:kms/key:Key data-key: ${reason}`);
  });

  it("names an operation that is not in the plan", () => {
    const message = "create-replacement is not allowed by the plan: this resource is constrained to same";
    expect(line(message, urn)).toBe("aws:kms/key:Key data-key: create-replacement is not in the plan");
    expect(line(message)).toBe("create-replacement is not in the plan");
  });

  it("leaves every other error alone", () => {
    expect(line("AccessDenied: not authorized")).toBe(undefined);
  });
});

it("knows the properties of the plan and of the state", () => {
  const goal = { inputDiff: { adds: { a: 1 }, deletes: ["b"] }, outputDiff: { updates: { c: 1 } } };
  const plan = { resourcePlans: { [urn]: { goal }, gone: {} } };
  const state = { version: 3, deployment: { resources: [{ urn, inputs: { d: 1 }, outputs: { e: 1 } }] } };
  expect(knownProperties(plan, state)).toEqual(new Map([[urn, new Set(["a", "b", "c", "d", "e"])]]));
  expect(knownProperties({}, { version: 3 })).toEqual(new Map());
});
