import { expect, test } from "vitest";
import { actionsByRole, iamAction } from "./calls.ts";

test.each([
  ["dynamodb", "PutItem", "dynamodb:PutItem"],
  ["s3", "HeadObject", "s3:GetObject"],
  ["s3", "ListObjectsV2", "s3:ListBucket"],
  ["s3", "PutObject", "s3:PutObject"],
  ["monitoring", "PutMetricData", "cloudwatch:PutMetricData"],
  [null, "GET /health", undefined],
])("%s %s needs %s", (service, action, needed) => {
  expect(iamAction({ service, action })).toBe(needed);
});

test("collects the actions of each role's sessions, and of nobody else", () => {
  const call = (caller: string | null, action: string) => ({
    region: "us-east-1",
    service: "dynamodb",
    action,
    caller,
    count: 3,
  });
  const calls = [
    call("ASIA1", "GetItem"),
    call("ASIA1", "PutItem"),
    call("ASIA2", "GetItem"),
    call("ASIA3", "Query"),
    call("test", "CreateTable"),
    call(null, "Scan"),
    { ...call("ASIA3", "GET /"), service: null },
  ];
  const roles = new Map([
    ["ASIA1", "primary"],
    ["ASIA2", "primary"],
    ["ASIA3", "standby"],
  ]);
  expect(actionsByRole(calls, roles)).toEqual(
    new Map([
      ["primary", new Set(["dynamodb:GetItem", "dynamodb:PutItem"])],
      ["standby", new Set(["dynamodb:Query"])],
    ]),
  );
});
