import { TandemError } from "@tandem/config";
import { expect, test } from "vitest";
import { bundleBudgetBytes, checkBudget } from "./budget.ts";

const built = (bytes: number) => ({
  code: new Uint8Array(bytes),
  inputs: [
    { name: "@smithy/core", bytes: 300_000 },
    { name: "@aws-sdk/core", bytes: 200_000 },
    { name: "zod", bytes: 90_000 },
    { name: "src/transaction/store.ts", bytes: 50_000 },
    { name: "mnemonist", bytes: 9_000 },
    { name: "tslib", bytes: 1_001 },
  ],
});

test("the budget is 650 kB", () => {
  expect(bundleBudgetBytes).toBe(650_000);
});

test("a bundle at the budget passes", () => {
  expect(checkBudget("transaction", built(650_000))).toBe(undefined);
});

test("a bundle over the budget is refused with its size, its five largest inputs and where to look", () => {
  expect(() => checkBudget("transaction", built(650_001))).toThrow(
    new TandemError(
      "bundle-over-budget",
      "the bundle transaction has 650001 bytes, the budget is 650000; its largest inputs are @smithy/core 300000, " +
        "@aws-sdk/core 200000, zod 90000, src/transaction/store.ts 50000, mnemonist 9000",
      { hint: "drop or replace an import of packages/handlers/src/transaction" },
    ),
  );
});
