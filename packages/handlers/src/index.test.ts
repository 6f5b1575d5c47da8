import { expect, test } from "vitest";
import { heartbeatPermissions, lambdaRuntime, transactionPermissions } from "./index.ts";

test("the runtime is the Node.js that bundles target", () => {
  expect(lambdaRuntime).toBe("nodejs24.x");
});

test("the function may append and read items and documents, and read the fence; nothing else", () => {
  expect(transactionPermissions).toEqual({
    workloadTable: ["dynamodb:PutItem", "dynamodb:Query"],
    controlTable: ["dynamodb:GetItem"],
    documentsBucket: ["s3:ListBucket"],
    documents: ["s3:GetObject", "s3:PutObject"],
    documentsKey: ["kms:Decrypt", "kms:GenerateDataKey"],
  });
});

test("the heartbeat's function may set its item and put its object; it reads nothing", () => {
  expect(heartbeatPermissions).toEqual({
    controlTable: ["dynamodb:UpdateItem"],
    evidence: ["s3:PutObject"],
    evidenceKey: ["kms:GenerateDataKey"],
  });
});
