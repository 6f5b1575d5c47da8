import fc from "fast-check";
import { expect, test } from "vitest";
import { isTrue, mapPatches, replace, toNumber } from "./patch.ts";

test("a patch sets a field", () => {
  expect(replace("/description", "new")).toEqual({ op: "replace", path: "/description", value: "new" });
});

test("a map is led from one to the other, keys escaped as JSON pointers", () => {
  expect(mapPatches("/variables", { "a/b": "1", kept: "1" }, { "c~d": "2", kept: "1" })).toEqual([
    { op: "remove", path: "/variables/a~1b" },
    { op: "add", path: "/variables/c~0d", value: "2" },
  ]);
});

test("applied to the one map, the patches make the other", () => {
  const maps = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true });
  fc.assert(
    fc.property(maps, maps, (olds, news) => {
      const result = new Map(Object.entries(olds));
      for (const { op, path = "", value } of mapPatches("/m", olds, news)) {
        const key = path.slice("/m/".length).replaceAll("~1", "/").replaceAll("~0", "~");
        if (op === "remove") result.delete(key);
        else result.set(key, value ?? "");
      }
      expect(result).toEqual(new Map(Object.entries(news)));
    }),
    // A key that every object inherits is no key of the map.
    { examples: [[{ valueOf: "" }, {}]] },
  );
});

test("text that MiniStack keeps after a patch is read as what it says", () => {
  expect([true, "true", false, "false", undefined].map(isTrue)).toEqual([true, true, false, false, false]);
  expect([5000, "5000"].map(toNumber)).toEqual([5000, 5000]);
});
