import fc from "fast-check";
import { expect, test } from "vitest";
import { moveTags, tagChanges, tagList, tagsFromList, tagsOf } from "./tags.ts";

const tags = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true });

test("a list of tags and back", () => {
  expect(tagList({ a: "1", b: "" })).toEqual([
    { Key: "a", Value: "1" },
    { Key: "b", Value: "" },
  ]);
  fc.assert(
    fc.property(tags, (some) => {
      expect(tagsFromList(tagList(some))).toEqual(some);
    }),
  );
  expect(tagsFromList([{ Key: "a" }, { Value: "lost" }])).toEqual({ a: "" });
  expect(tagsFromList(undefined)).toEqual({});
});

test("the changes name only what differs", () => {
  expect(tagChanges({ a: "1", b: "1", c: "1" }, { a: "1", b: "2", d: "1" })).toEqual({
    set: { b: "2", d: "1" },
    remove: ["c"],
  });
});

test("applied to the tags that are there, the changes make the wanted ones", () => {
  fc.assert(
    fc.property(tags, tags, (there, wanted) => {
      const { set, remove } = tagChanges(there, wanted);
      const kept = Object.entries(there).filter(([key]) => !remove.includes(key));
      expect(new Map([...kept, ...Object.entries(set)])).toEqual(new Map(Object.entries(wanted)));
    }),
    // A key that every object inherits is no tag.
    { examples: [[{ valueOf: "" }, {}]] },
  );
});

test("moving calls nothing where nothing differs, and removes before it sets", async () => {
  const calls: unknown[] = [];
  const record = { set: async (set: unknown) => calls.push(set), remove: async (keys: unknown) => calls.push(keys) };
  await moveTags({ a: "1" }, { a: "1" }, record);
  expect(calls).toEqual([]);
  await moveTags({ a: "1" }, { b: "2" }, record);
  expect(calls).toEqual([["a"], { b: "2" }]);
});

test("tags that are no strings are refused", () => {
  expect(tagsOf({})).toEqual({});
  expect(() => tagsOf({ tags: { a: 1 } })).toThrow("a is 1; it must be a string");
});
