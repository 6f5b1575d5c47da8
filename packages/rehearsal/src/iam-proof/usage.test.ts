import { expect, test } from "vitest";
import { compareUsage } from "./usage.ts";

const grant = (role: string, sid: string, action: string) => ({ role, policy: "inline", sid, action, resources: [] });
const grants = [
  grant("pay-east", "Table", "dynamodb:GetItem"),
  grant("pay-east", "Table", "dynamodb:PutItem"),
  grant("pay-east", "Key", "kms:Decrypt"),
  grant("other-east", "Key", "kms:Decrypt"),
];
const called = new Map([["pay-east", new Set(["dynamodb:GetItem"])]]);
const key = { role: "pay-", sid: "Key", actions: ["kms:Decrypt"], reason: "DynamoDB calls it" };

test("names what is granted and was never called", () => {
  expect(compareUsage(grants, called, [])).toEqual({
    unused: ["pay-east Table: dynamodb:PutItem", "pay-east Key: kms:Decrypt", "other-east Key: kms:Decrypt"],
    stale: [],
  });
});

test("an exception holds for its roles, its statement and its actions only", () => {
  expect(compareUsage(grants, called, [key])).toEqual({
    unused: ["pay-east Table: dynamodb:PutItem", "other-east Key: kms:Decrypt"],
    stale: [],
  });
});

test.each([
  ["no role has", { ...key, sid: "Keys" }, "pay-* Keys: kms:Decrypt"],
  ["was called after all", { ...key, sid: "Table", actions: ["dynamodb:GetItem"] }, "pay-* Table: dynamodb:GetItem"],
])("an exception for what %s is stale", (_, exception, stale) => {
  expect(compareUsage(grants, called, [exception]).stale).toEqual([stale]);
});
