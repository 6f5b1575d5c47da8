import fc from "fast-check";
import { expect, test } from "vitest";
import { diffInputs } from "./diff.ts";
import { Archive, Asset } from "./entry.ts";
import type { Properties, ResourceEntry } from "./entry.ts";
import { sample } from "./testing/sample.ts";
import { unknownValue } from "./values.ts";

function changes(olds: Properties, news: Properties, entry: ResourceEntry = sample) {
  return Object.fromEntries(diffInputs(entry, olds, news).changes);
}

test("the same meaning is no change", () => {
  expect(changes({ policy: '{"a":1,"b":[2]}' }, { policy: '{ "b": [2], "a": 1 }' })).toEqual({});
  expect(changes({ zones: ["a", "b"] }, { zones: ["b", "a"] })).toEqual({});
  expect(changes({}, { size: 128, tags: {} })).toEqual({});
  expect(changes({ size: 128 }, {})).toEqual({});
  expect(changes({ code: new Archive("/one", "h") }, { code: new Archive("/two", "h") })).toEqual({});
  expect(changes({ rules: [{ action: "a", weight: 1 }] }, { rules: [{ action: "a" }] })).toEqual({});
  const [one, two] = [
    { region: "r1", keep: false },
    { region: "r2", keep: true },
  ];
  expect(changes({ copies: [one, two] }, { copies: [{ keep: true, region: "r2" }, { region: "r1" }] })).toEqual({});
});

test("each change is named by its path and kind", () => {
  expect(changes({ tags: { a: "1", b: "2" } }, { tags: { a: "3", "tandem:urn": "4" } })).toEqual({
    "tags.a": "update",
    "tags.b": "delete",
    'tags["tandem:urn"]': "add",
  });
  expect(changes({ name: "a", size: 256 }, { name: "b" })).toEqual({ name: "update-replace", size: "delete" });
  expect(changes({ rules: [{ action: "a", target: "t" }] }, { rules: [{ action: "b" }, { action: "c" }] })).toEqual({
    "rules[0].action": "update",
    "rules[0].target": "delete-replace",
    "rules[1]": "add",
  });
  expect(changes({ zones: ["a"] }, { zones: ["a", "b"] })).toEqual({ zones: "update" });
  expect(changes({ code: new Archive("/one", "h") }, { code: new Archive("/one", "i") })).toEqual({ code: "update" });
  expect(changes({ code: new Asset("/one", "h") }, { code: new Asset("/two", "h") })).toEqual({});
  expect(changes({ code: new Asset("/one", "h") }, { code: new Asset("/one", "i") })).toEqual({ code: "update" });
  expect(changes({ policy: "{}" }, { policy: "no json" })).toEqual({ policy: "update" });
});

test("a list in which order counts changes when its order does", () => {
  const [a, b] = [{ action: "a" }, { action: "b" }];
  expect(changes({ rules: [a, b] }, { rules: [b, a] })).toEqual({
    "rules[0].action": "update",
    "rules[1].action": "update",
  });
});

test("an unknown value counts as a change, where it is", () => {
  expect(changes({ name: "a", zones: ["x"] }, { name: unknownValue, zones: [unknownValue] })).toEqual({
    name: "update-replace",
    zones: "update",
  });
  expect(changes({ tags: { a: "1", b: "2" } }, { tags: { a: unknownValue, b: "2" } })).toEqual({ "tags.a": "update" });
  expect(changes({}, { policy: unknownValue })).toEqual({ policy: "add" });
});

test("the top-level properties that change and replace are told apart", () => {
  const found = diffInputs(
    sample,
    { name: "a", rules: [{ action: "a" }] },
    { name: "a", rules: [{ action: "a", target: "t" }], size: 1 },
  );
  expect([...found.changed]).toEqual(["rules", "size"]);
  expect([...found.replaces]).toEqual(["rules"]);
});

test("without an update every change replaces", () => {
  const { update: _, ...fixed } = sample;
  expect(changes({ size: 1 }, { size: 2, tags: { a: "1" } }, fixed)).toEqual({
    size: "update-replace",
    tags: "add-replace",
  });
});

test("nothing differs from itself, and any order of a set is the same set", () => {
  const zones = fc.array(fc.string());
  const rules = fc.array(fc.record({ action: fc.string(), weight: fc.integer() }, { requiredKeys: ["action"] }));
  const copies = fc.array(fc.record({ region: fc.string(), keep: fc.boolean() }, { requiredKeys: ["region"] }));
  const inputs = fc.record({
    zones,
    rules,
    copies,
    tags: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
  });
  fc.assert(
    fc.property(inputs, (given) => {
      const turned = { ...given, zones: given.zones.toReversed(), copies: given.copies.toReversed() };
      expect(changes(given, turned)).toEqual({});
    }),
  );
});
