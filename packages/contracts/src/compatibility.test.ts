import { ofPart } from "@tandem/config";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { incompatibilities } from "./compatibility.ts";
import { defineContract } from "./contract.ts";
import { contractJsonSchema } from "./json-schema.ts";
import { pinned } from "./leaves.ts";

type Outputs = Readonly<Record<string, z.ZodType>>;

const schema = (outputs: Outputs, version = 1) =>
  contractJsonSchema(defineContract({ project: "shared", version, outputs }));

const changes = (before: Outputs, after: Outputs) => incompatibilities(schema(before), schema(after));

describe("inside a version", () => {
  it("nothing changes for the same outputs", () => {
    const outputs = { keyArn: z.string(), names: z.array(z.string()), sizes: z.object({ memory: z.number() }) };
    expect(changes(outputs, outputs)).toEqual([]);
  });

  it("an output may be added, also inside another", () => {
    expect(
      changes({ a: z.object({ b: z.string() }) }, { a: z.object({ b: z.string(), c: z.number() }), d: z.string() }),
    ).toEqual([]);
  });

  it("a choice may offer more", () => {
    expect(changes({ mode: z.literal("none") }, { mode: z.enum(["none", "delegated"]) })).toEqual([]);
    expect(changes({ retention: z.enum(["keep"]) }, { retention: z.enum(["disposable", "keep"]) })).toEqual([]);
  });

  it("a shape may become one of several, and a choice of shapes may offer more", () => {
    const api = z.object({ stage: z.string() });
    const kinds = (...names: readonly string[]) =>
      z.union(names.map((kind) => z.object({ kind: z.literal(kind), stage: z.string() })));
    expect(changes({ a: api }, { a: kinds("api", "balancer") })).toEqual([]);
    expect(changes({ a: kinds("api", "balancer") }, { a: kinds("balancer", "instances", "api") })).toEqual([]);
    expect(changes({ a: kinds("api", "balancer") }, { a: kinds("api", "instances") })).toEqual([
      expect.stringMatching(/^a: no longer accepts \{.*"const":"balancer"/),
    ]);
    expect(changes({ a: api }, { a: z.union([z.string(), z.object({ kind: z.string() })]) })).toEqual([
      expect.stringMatching(/^a: \{"type":"object".* became \{"anyOf"/),
    ]);
  });

  it("an output may become one of environments with a part, which those that were there have", () => {
    expect(changes({ a: z.string() }, { a: ofPart("rest-api", z.string()) })).toEqual([]);
    expect(changes({ a: ofPart("rest-api", z.string()) }, { a: z.string() })).toEqual([]);
    expect(changes({ a: z.string() }, { a: ofPart("rest-api", z.number()) })).toEqual([
      expect.stringMatching(/^a: \{"type":"string"\} became /),
    ]);
  });

  it("an optional output may become required", () => {
    expect(changes({ a: z.string().optional() }, { a: z.string() })).toEqual([]);
  });

  it("a description may change", () => {
    expect(changes({ a: z.string().describe("old") }, { a: z.string().describe("new") })).toEqual([]);
  });

  it("an output may be pinned, and let go", () => {
    expect(changes({ a: z.string() }, { a: pinned(z.string()) })).toEqual([]);
    expect(changes({ a: pinned(z.string()) }, { a: z.string() })).toEqual([]);
  });

  it("an output may not be removed, and each that is removed is named", () => {
    expect(changes({ a: z.string(), b: z.string(), c: z.object({ d: z.string() }) }, { c: z.object({}) })).toEqual([
      "a: removed",
      "b: removed",
      "c.d: removed",
    ]);
  });

  it("a required output may not become optional", () => {
    expect(changes({ a: z.string() }, { a: z.string().optional() })).toEqual(["a: no longer required"]);
  });

  it.each<[string, z.ZodType, z.ZodType, string]>([
    ["a string to a number", z.string(), z.number(), 'a: {"type":"string"} became {"type":"number"}'],
    [
      "a string to a pattern",
      z.string(),
      z.string().regex(/^a$/),
      'a: {"type":"string"} became {"type":"string","pattern":"^a$"}',
    ],
    ["a string to a choice", z.string(), z.enum(["b"]), 'a: {"type":"string"} became {"type":"string","enum":["b"]}'],
    [
      "a string to a list",
      z.string(),
      z.array(z.string()),
      'a: {"type":"string"} became {"type":"array","items":{"type":"string"}}',
    ],
    [
      "the items of a list",
      z.array(z.string()),
      z.array(z.number()),
      'a[]: {"type":"string"} became {"type":"number"}',
    ],
    [
      "a limit inside an object",
      z.object({ b: z.number().max(3) }),
      z.object({ b: z.number().max(2) }),
      'a.b: {"type":"number","maximum":3} became {"type":"number","maximum":2}',
    ],
  ])("an output may not change its type: %s", (_, before, after, message) => {
    expect(changes({ a: before }, { a: after })).toEqual([message]);
  });

  it("a choice may not offer less, since stacks that are deployed may have made it", () => {
    expect(changes({ mode: z.enum(["none", "a", "b"]) }, { mode: z.literal("none") })).toEqual([
      'mode: no longer accepts "a", "b"',
    ]);
  });
});

describe("between versions", () => {
  it("a higher one may change everything", () => {
    expect(incompatibilities(schema({ a: z.string() }), schema({ b: z.number() }, 2))).toEqual([]);
  });

  it("there is no way back", () => {
    expect(incompatibilities(schema({}, 2), schema({}, 1))).toEqual(["contractVersion: 2 went back to 1"]);
  });

  it("a schema without version is refused", () => {
    expect(() => incompatibilities({ type: "object" }, schema({}))).toThrow(
      new TypeError("contractVersion is undefined, expected a number"),
    );
  });
});

describe("for any outputs", () => {
  const leaf = fc.constantFrom<z.ZodType>(z.string(), z.number(), z.boolean(), z.array(z.string()), z.enum(["a", "b"]));
  const outputs = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), leaf, { maxKeys: 6 });

  it("removals are exactly the keys that are gone", () => {
    fc.assert(
      fc.property(outputs, fc.func(fc.boolean()), (before, keep) => {
        const gone = Object.keys(before).filter((key) => !keep(key));
        const after = Object.fromEntries(Object.entries(before).filter(([key]) => !gone.includes(key)));
        expect(changes(before, after)).toEqual(gone.map((key) => `${key}: removed`));
        expect(changes(after, before)).toEqual([]);
      }),
    );
  });
});
