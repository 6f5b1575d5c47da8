import fc from "fast-check";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, test } from "vitest";
import { Archive } from "./entry.ts";
import type { Properties, Value } from "./entry.ts";
import { fromStruct, hasUnknown, joinPath, toStruct, unknownValue } from "./values.ts";

const signatureKey = "4dabf18193072939515e22adb298388d";

function read(properties: Record<string, JavaScriptValue>): Properties {
  return fromStruct(structs.Struct.fromJavaScript(properties));
}

test("what is written is read back", () => {
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.double({ noNaN: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
      fc.boolean(),
      fc.record({ path: fc.string(), hash: fc.string() }).map(({ path, hash }) => new Archive(path, hash)),
      fc.array(tie("value")),
      fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z0-9:]{0,8}$/), tie("value"), { noNullPrototype: true }),
    ),
  }));
  const properties = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { noNullPrototype: true });
  fc.assert(
    fc.property(properties, (given) => {
      expect(fromStruct(toStruct(given))).toEqual(given);
    }),
  );
});

test("nulls are left out and secrets unwrapped", () => {
  const secret = { [signatureKey]: "1b47061264138c4ac30d75fd1eb44270", value: { inner: "x", none: null } };
  expect(read({ none: null, secret, list: [null, 1] })).toEqual({ secret: { inner: "x" }, list: [null, 1] });
  expect(fromStruct(undefined)).toEqual({});
});

test("values that no AWS property takes are refused by their path", () => {
  const asset = { [signatureKey]: "c44067f5952c0a294b673a41bacd8c17", text: "x", hash: "h" };
  expect(() => read({ files: [{ body: asset }] })).toThrow(
    "files[0].body is a value of kind asset; legal: plain values and a FileArchive",
  );
  const archive = { [signatureKey]: "0def7320c3a5731c473e5ecbe6d01bc7", uri: "https://example.test/a.zip", hash: "h" };
  expect(() => read({ code: archive })).toThrow("code is an archive that is no file or folder; legal: a FileArchive");
});

test("an archive from the state, where the engine keeps only its hash, is known by it", () => {
  const archive = { [signatureKey]: "0def7320c3a5731c473e5ecbe6d01bc7", hash: "h" };
  expect(read({ code: archive })).toEqual({ code: new Archive("", "h") });
  expect(toStruct({ code: new Archive("", "h") }).toJavaScript()).toEqual({ code: archive });
});

test("what the engine must keep secret is marked so, and read back as it was", () => {
  const marked = toStruct({ name: "x", password: "y" }, ["password"]);
  const secret = { [signatureKey]: "1b47061264138c4ac30d75fd1eb44270", value: "y" };
  expect(marked.toJavaScript()).toEqual({ name: "x", password: secret });
  expect(fromStruct(marked)).toEqual({ name: "x", password: "y" });
});

test("an unknown value is seen wherever it is", () => {
  expect(hasUnknown({ a: [{ b: unknownValue }] })).toBe(true);
  expect(hasUnknown(unknownValue)).toBe(true);
  expect(hasUnknown({ a: [{ b: "x" }], c: new Archive("p", "h"), d: null })).toBe(false);
});

test("paths are written as the engine writes them", () => {
  expect(joinPath(joinPath(joinPath("", "replicas"), 0), "arn")).toBe("replicas[0].arn");
  expect(joinPath("tags", "tandem:urn")).toBe('tags["tandem:urn"]');
});
