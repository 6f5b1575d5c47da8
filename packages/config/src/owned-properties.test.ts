import { describe, expect, it } from "vitest";
import { ownedProperties, ownedPropertiesOf, ownerOf } from "./owned-properties.ts";

const LAMBDA = "aws:lambda/function:Function";

describe("ownedProperties", () => {
  it("lists each property once, with its reason", () => {
    const keys = ownedProperties.map(({ type, property }) => `${type} ${property}`);
    expect(keys).toEqual([...new Set(keys)]);
    expect(ownedProperties.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });

  it("are the ones of a type that its program ignores", () => {
    expect(ownedPropertiesOf(LAMBDA)).toEqual(["reservedConcurrentExecutions"]);
    expect(ownedPropertiesOf("aws:kms/key:Key")).toEqual([]);
  });
});

describe("ownerOf", () => {
  it.each([
    [LAMBDA, "reservedConcurrentExecutions", "controller"],
    [LAMBDA, "reservedConcurrentExecutions.x[0]", "controller"],
    [LAMBDA, "reservedConcurrentExecutionsToo", undefined],
    [LAMBDA, "environment.variables.reservedConcurrentExecutions", undefined],
    ["aws:kms/key:Key", "reservedConcurrentExecutions", undefined],
  ])("of %s %s is %s", (type, path, owner) => {
    expect(ownerOf(type, path)?.owner).toBe(owner);
  });
});
