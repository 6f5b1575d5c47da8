import { expect, test } from "vitest";
import type { RolePurpose } from "./purposes.ts";
import { compareUsage } from "./usage.ts";

const grant = (role: string, sid: string, action: string) => ({ role, policy: "inline", sid, action, resources: [] });
const grants = [
  grant("pay-east", "Table", "dynamodb:GetItem"),
  grant("pay-east", "Table", "dynamodb:PutItem"),
  grant("pay-east", "Key", "kms:Decrypt"),
  grant("other-east", "Key", "kms:Decrypt"),
];
const called = new Map([["pay-east", new Set(["dynamodb:GetItem"])]]);
const purposes = new Map<string, RolePurpose>([
  ["pay-east", "function"],
  ["other-east", "latch"],
]);
const key = { role: "function" as const, sid: "Key", actions: ["kms:Decrypt"], reason: "DynamoDB calls it" };

test("names what is granted and was never called", () => {
  expect(compareUsage(grants, called, [], purposes)).toEqual({
    unused: ["pay-east Table: dynamodb:PutItem", "pay-east Key: kms:Decrypt", "other-east Key: kms:Decrypt"],
    stale: [],
  });
});

test("an exception holds for its roles, its statement and its actions only", () => {
  expect(compareUsage(grants, called, [key], purposes)).toEqual({
    unused: ["pay-east Table: dynamodb:PutItem", "other-east Key: kms:Decrypt"],
    stale: [],
  });
});

test.each([
  ["its statement does not grant", { ...key, actions: ["kms:Decrypt", "kms:Encrypt"] }, "function Key: kms:Encrypt"],
  ["was called after all", { ...key, sid: "Table", actions: ["dynamodb:GetItem"] }, "function Table: dynamodb:GetItem"],
])("an exception for what %s is stale", (_, exception, stale) => {
  expect(compareUsage(grants, called, [exception], purposes).stale).toEqual([stale]);
});

test.each([
  ["a statement", { ...key, sid: "Keys" }],
  ["a role", { ...key, role: "instance" as const }],
])("an exception for %s that this environment does not have is none of its", (_, exception) => {
  expect(compareUsage(grants, called, [exception], purposes).stale).toEqual([]);
});
