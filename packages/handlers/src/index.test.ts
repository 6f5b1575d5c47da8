import { expect, test } from "vitest";
import { lambdaRuntime, transactionPermissions } from "./index.ts";

test("the runtime is the Node.js that bundles target", () => {
  expect(lambdaRuntime).toBe("nodejs24.x");
});

test("the function may append and read items, and read the fence; nothing else", () => {
  expect(transactionPermissions).toEqual({
    workloadTable: ["dynamodb:PutItem", "dynamodb:Query"],
    controlTable: ["dynamodb:GetItem"],
  });
});
