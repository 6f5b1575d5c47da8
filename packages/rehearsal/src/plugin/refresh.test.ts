import { expect, test } from "vitest";
import { knownOf, refreshedInputs, stateOf } from "./refresh.ts";
import { sample } from "./testing/sample.ts";

test("what still means the same stays as the program wrote it", () => {
  const inputs = {
    name: "x",
    policy: '{ "a": 1 }',
    zones: ["b", "a"],
    rules: [{ action: "a", note: "mine" }],
    copies: [{ region: "r2", note: "two" }, { region: "r1" }],
  };
  const read = {
    arn: "arn:x",
    name: "x",
    policy: '{"a":1}',
    size: 128,
    tags: {},
    zones: ["a", "b"],
    rules: [{ action: "a", weight: 1, arn: "arn:rule" }],
    copies: [
      { region: "r1", keep: false, arn: "arn:r1" },
      { region: "r2", keep: false, arn: "arn:r2" },
    ],
  };
  expect(refreshedInputs(sample, inputs, read)).toEqual(inputs);
});

test("what has changed in the cloud is there, and what has gone is gone", () => {
  const inputs = {
    name: "x",
    policy: "{}",
    size: 256,
    zones: ["a"],
    tags: { a: "1" },
    rules: [{ action: "a", note: "n" }],
  };
  const read = {
    name: "x",
    size: 128,
    zones: ["a", "b"],
    tags: { a: "1", b: "2" },
    rules: [{ action: "b", weight: 1 }],
  };
  expect(refreshedInputs(sample, inputs, read)).toEqual({
    name: "x",
    size: 128,
    zones: ["a", "b"],
    tags: { a: "1", b: "2" },
    rules: [{ action: "b", note: "n" }],
  });
});

test("a default that the program did not set is no drift, another value is", () => {
  expect(refreshedInputs(sample, { name: "x" }, { name: "x", size: 128, tags: {} })).toEqual({ name: "x" });
  expect(refreshedInputs(sample, { name: "x" }, { name: "x", size: 64, tags: { a: "1" } })).toEqual({
    name: "x",
    size: 64,
    tags: { a: "1" },
  });
});

test("what the cloud never reports stays as last set", () => {
  const inputs = { name: "x", secretSetting: "s" };
  expect(refreshedInputs(sample, inputs, { name: "x" })).toEqual(inputs);
  expect(stateOf(sample, inputs, { name: "x", arn: "a" })).toEqual({ name: "x", arn: "a", secretSetting: "s" });
});

test("without inputs they come from what was read", () => {
  const read = {
    arn: "arn:x",
    name: "x",
    size: 128,
    tags: { a: "1" },
    copies: [{ region: "r1", keep: true, arn: "arn:r1" }],
  };
  expect(refreshedInputs(sample, {}, read)).toEqual({
    name: "x",
    tags: { a: "1" },
    copies: [{ region: "r1", keep: true }],
  });
});

test("a read may build on inputs and on outputs that are no inputs", () => {
  const state = { name: "old", size: 1, arn: "arn:x" };
  expect(knownOf(sample, { name: "x" }, state)).toEqual({ name: "x", arn: "arn:x" });
});
