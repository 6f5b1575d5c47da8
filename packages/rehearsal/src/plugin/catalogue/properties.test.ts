import { expect, test } from "vitest";
import { asked, flag, number, object, objects, present, requiredText, text, textMap, texts } from "./properties.ts";

test("each reader gives its kind, and nothing where there is nothing", () => {
  const of = { s: "a", n: 1, b: false, o: { k: "v" }, l: ["x"], os: [{ k: 1 }] };
  expect([text(of, "s"), number(of, "n"), flag(of, "b"), object(of, "o")]).toEqual(["a", 1, false, { k: "v" }]);
  expect([texts(of, "l"), objects(of, "os"), textMap(of, "o")]).toEqual([["x"], [{ k: 1 }], { k: "v" }]);
  expect([text(of, "z"), number(of, "z"), flag(of, "z"), object(of, "z"), texts(of, "z")]).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
  expect([objects(of, "z"), textMap(of, "z")]).toEqual([[], {}]);
});

test.each([
  [() => text({ a: 1 }, "a"), "a is 1; it must be a string"],
  [() => requiredText({}, "a"), "a is missing; it must be a string"],
  [() => number({ a: "1" }, "a"), 'a is "1"; it must be a number'],
  [() => flag({ a: "true" }, "a"), 'a is "true"; it must be true or false'],
  [() => object({ a: [] }, "a"), "a is []; it must be an object"],
  [() => objects({ a: ["b"] }, "a"), 'a[0] is "b"; it must be an object'],
  [() => texts({ a: "b" }, "a"), 'a is "b"; it must be a list'],
  [() => texts({ a: [1] }, "a"), "a[0] is 1; it must be a string"],
])("a value of another kind is refused (%#)", (read, message) => {
  expect(read).toThrow(new TypeError(message));
});

test("what is undefined is left out", () => {
  expect(present({ a: 1, b: undefined, c: false })).toEqual({ a: 1, c: false });
});

test("what AWS fills in is reported where the program asked for it, and in an import", () => {
  expect([asked({ name: "a", policy: "{}" }, "policy"), asked({ name: "a" }, "policy"), asked({}, "policy")]).toEqual([
    true,
    false,
    true,
  ]);
});
