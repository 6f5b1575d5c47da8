import { describe, expect, it } from "vitest";
import { allowedWildcards, inventory, withoutProvider } from "./queries.ts";
import type { RegisteredResource } from "./recording.ts";

const resource = (given: Partial<RegisteredResource>): RegisteredResource => ({
  type: "aws:sns/topic:Topic",
  name: "topic",
  custom: true,
  inputs: {},
  provider: "aws-primary",
  parent: undefined,
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  dependsOn: [],
  outputs: undefined,
  ...given,
});

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
