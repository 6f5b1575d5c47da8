import { expect, test } from "vitest";
import { checkInputs, withDefaultTags } from "./check.ts";
import { sample } from "./testing/sample.ts";
import { unknownValue } from "./values.ts";

const type = "aws:test/sample:Sample";

test("inputs that the entry knows pass, and so does what is not known yet", () => {
  expect(
    checkInputs(sample, { name: "x", rules: [{ action: "allow" }], copies: [{ region: "r" }], policy: "{}" }),
  ).toEqual([]);
  expect(checkInputs(sample, { name: unknownValue, rules: unknownValue, policy: unknownValue })).toEqual([]);
  expect(checkInputs(sample, { name: "x", rules: [unknownValue, { action: unknownValue }] })).toEqual([]);
});

test("every problem is reported at once, with its path and what is legal", () => {
  const inputs = {
    nam: "x",
    policy: "{",
    rules: [{ action: "allow" }, { foo: 1 }],
    copies: ["r"],
    region: "us-east-1",
  };
  expect(checkInputs(sample, inputs)).toEqual([
    { property: "name", reason: `missing; ${type} needs it` },
    {
      property: "nam",
      reason: `unknown to the stand-in of ${type}; legal: code, copies, name, policy, rules, secretSetting, size, tags, zones`,
    },
    { property: "policy", reason: "is no JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)" },
    { property: "rules[1].action", reason: `missing; ${type} needs it` },
    { property: "rules[1].foo", reason: `unknown to the stand-in of ${type}; legal: action, note, target, weight` },
    { property: "copies[0]", reason: 'is "r"; legal: an object, or a list of objects' },
    {
      property: "region",
      reason: `not used: ${type} is made in the region of its provider; pass that provider instead`,
    },
  ]);
  expect(checkInputs(sample, { name: "x", policy: { Version: "1" } })).toEqual([
    { property: "policy", reason: 'is {"Version":"1"}; legal: a string of JSON' },
  ]);
});

test("default tags go under the resource's own, where the type takes tags", () => {
  const defaults = { App: "ledger", Owner: "team" };
  expect(withDefaultTags(sample, { name: "x", tags: { Owner: "me" } }, defaults)).toEqual({
    name: "x",
    tags: { App: "ledger", Owner: "me" },
  });
  expect(withDefaultTags(sample, { name: "x" }, {})).toEqual({ name: "x" });
  expect(withDefaultTags(sample, { tags: unknownValue }, defaults)).toEqual({ tags: unknownValue });
  expect(withDefaultTags({ ...sample, properties: { name: {} } }, { name: "x" }, defaults)).toEqual({ name: "x" });
});
