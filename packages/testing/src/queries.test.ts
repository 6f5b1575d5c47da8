import { describe, expect, it } from "vitest";
import { allowedWildcards, ignoringOtherwise, inventory, typesWithTag, withoutProvider } from "./queries.ts";
import { registeredResource as resource } from "./registered-resource.ts";

describe("inventory", () => {
  it("lists types and names in one order, whatever the order of registration", () => {
    const [b, a] = [resource({ name: "b" }), resource({ name: "a" })];
    expect(inventory([b, a])).toBe("aws:sns/topic:Topic a\naws:sns/topic:Topic b\n");
    expect(inventory([a, b])).toBe(inventory([b, a]));
  });
});

describe("withoutProvider", () => {
  it("names what a default provider would make; providers, components and references have none", () => {
    const resources = [
      resource({ provider: undefined, name: "lost" }),
      resource({}),
      resource({ provider: undefined, custom: false, type: "tandem:data:GlobalTable" }),
      resource({ provider: undefined, type: "pulumi:providers:aws" }),
    ];
    expect(withoutProvider(resources)).toEqual(["aws:sns/topic:Topic lost"]);
  });
});

describe("typesWithTag", () => {
  const tagged = (type: string, tags?: Record<string, string>) => resource({ type, inputs: { tags } });

  it("tells the types that all have it from those of which some have", () => {
    const resources = [
      tagged("some", { a: "1" }),
      tagged("some", { b: "1" }),
      tagged("all", { a: "1" }),
      tagged("all", { a: "2" }),
      tagged("none", { b: "1" }),
      tagged("untagged"),
    ];
    expect(typesWithTag(resources, "a")).toEqual(["all", "some (some)"]);
  });
});

describe("ignoringOtherwise", () => {
  const type = "aws:lambda/function:Function";
  const expected = (qualified: string) => (qualified === `test:a:Maker$${type}` ? ["a", "b"] : []);
  const lambda = { type, qualifiedType: `test:a:Maker$${type}`, name: "f" };

  it("lets be what ignores exactly what it should", () => {
    expect(ignoringOtherwise([resource({}), resource({ ...lambda, ignoreChanges: ["b", "a"] })], expected)).toEqual([]);
  });

  it("names what ignores too much, and what ignores too little", () => {
    const wrong = [resource({ ignoreChanges: ["tags"] }), resource({ ...lambda, ignoreChanges: ["b"] })];
    expect(ignoringOtherwise(wrong, expected)).toEqual([
      "aws:sns/topic:Topic topic: tags, not nothing",
      "aws:lambda/function:Function f: b, not a, b",
    ]);
  });
});

describe("allowedWildcards", () => {
  const withPolicy = (Effect: string, Action: string | string[]) =>
    resource({ inputs: { policy: JSON.stringify({ Statement: [{ Effect, Action }] }) } });

  it("finds wildcards in single actions, lists and trust policies", () => {
    expect(allowedWildcards([withPolicy("Allow", "kms:*")])).toEqual(["topic: kms:*"]);
    expect(allowedWildcards([withPolicy("Allow", ["sns:Publish", "kms:ReEncrypt*"])])).toEqual([
      "topic: kms:ReEncrypt*",
    ]);
    const trust = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:*" }] });
    expect(allowedWildcards([resource({ inputs: { assumeRolePolicy: trust } })])).toEqual(["topic: sts:*"]);
  });

  it("lets exact actions and denials be", () => {
    expect(allowedWildcards([withPolicy("Allow", "sns:Publish"), withPolicy("Deny", "iam:*")])).toEqual([]);
  });
});
