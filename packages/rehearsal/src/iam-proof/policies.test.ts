import { describe, expect, test } from "vitest";
import { grantsOf, policyDocumentSchema, tooWide } from "./policies.ts";
import type { RoleWithPolicies } from "./policies.ts";

const document = (...Statement: unknown[]) => policyDocumentSchema.parse({ Version: "2012-10-17", Statement });
const trustOf = (Principal: unknown) => document({ Sid: "T", Effect: "Allow", Principal, Action: "sts:AssumeRole" });
const table = "arn:aws:dynamodb:us-east-1:123456789012:table/ledger";

function role(statement: object, trust = trustOf({ Service: "lambda.amazonaws.com" })): RoleWithPolicies {
  return {
    name: "worker",
    arn: "arn:aws:iam::123456789012:role/worker",
    boundary: undefined,
    trust,
    policies: [{ name: "inline", document: document({ Sid: "S", ...statement }) }],
  };
}
const sentences = (wide: RoleWithPolicies) =>
  tooWide(wide).map(({ role: name, policy, sid, what }) => `${name} ${policy} ${sid}: ${what}`);
const allow = (Action: unknown, Resource: unknown) => role({ Effect: "Allow", Action, Resource });

describe("grantsOf", () => {
  test("is one line per statement and action", () => {
    const grant = { role: "worker", policy: "inline", sid: "S", resources: [table] };
    expect(grantsOf(allow(["dynamodb:GetItem", "dynamodb:PutItem"], table))).toEqual([
      { ...grant, action: "dynamodb:GetItem" },
      { ...grant, action: "dynamodb:PutItem" },
    ]);
    expect(grantsOf(allow("dynamodb:GetItem", [table]))).toEqual([{ ...grant, action: "dynamodb:GetItem" }]);
  });

  test("a denial grants nothing", () => {
    expect(grantsOf(role({ Effect: "Deny", Action: "iam:*", Resource: "*" }))).toEqual([]);
  });

  test("a document may hold one statement by itself, without a Sid", () => {
    const single = policyDocumentSchema.parse({ Statement: { Effect: "Allow", Action: "a:B", Resource: "arn" } });
    expect(grantsOf({ name: "worker", policies: [{ name: "inline", document: single }] })).toEqual([
      { role: "worker", policy: "inline", sid: "(no Sid)", action: "a:B", resources: ["arn"] },
    ]);
  });
});

describe("tooWide", () => {
  test.each([
    table,
    "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/pay:*",
    "arn:aws:s3:::payment-docs/transactions/*",
    "arn:aws:s3:::payment-docs/*",
  ])("%s is narrow enough", (resource) => {
    expect(sentences(allow("dynamodb:GetItem", resource))).toEqual([]);
  });

  test.each([
    "*",
    "arn:aws:dynamodb:us-east-1:123456789012:table/*",
    "arn:aws:dynamodb:*:123456789012:table/ledger",
    "arn:aws:dynamodb:us-east-1:123456789012:table/ledge?",
    "arn:aws:kms:us-east-1:123456789012:key/*",
    "arn:aws:logs:us-east-1:123456789012:log-group:*",
    "arn:aws:logs:*:123456789012:log-group:/aws/lambda/pay:*",
    "arn:aws:s3:::payment-*/transactions/x",
    "arn:aws:s3:::payment-docs/*/x",
  ])("%s is too wide", (resource) => {
    expect(sentences(allow("dynamodb:GetItem", resource))).toEqual([
      `worker inline S: the resource ${resource} is a wildcard`,
    ]);
  });

  test.each(["dynamodb:*", "*", "dynamodb:Get?tem"])("the action %s is too wide", (action) => {
    expect(sentences(allow(action, table))).toEqual([`worker inline S: the action ${action} is a wildcard`]);
  });

  test("what is not named is everything else", () => {
    expect(sentences(role({ Effect: "Allow", NotAction: "iam:*", NotResource: table }))).toEqual([
      "worker inline S: NotAction allows every other action",
      "worker inline S: NotResource allows every other resource",
    ]);
  });

  test("a denial may be as wide as it likes", () => {
    expect(sentences(role({ Effect: "Deny", NotAction: "iam:*", Resource: "*" }))).toEqual([]);
  });

  test.each(["*", { AWS: "*" }, { AWS: ["arn:aws:iam::*:root"] }])("%j lets anybody in", (principal) => {
    const wildcard = typeof principal === "string" ? principal : [principal.AWS].flat()[0];
    expect(sentences(role({ Effect: "Deny" }, trustOf(principal)))).toEqual([
      `worker trust T: ${wildcard} lets anybody in`,
    ]);
  });

  test("NotPrincipal lets everybody else in", () => {
    const trust = document({ Sid: "T", Effect: "Allow", NotPrincipal: { AWS: "x" }, Action: "sts:AssumeRole" });
    expect(sentences(role({ Effect: "Deny" }, trust))).toEqual(["worker trust T: NotPrincipal lets everybody else in"]);
  });
});
