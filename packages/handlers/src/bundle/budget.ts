import { TandemError } from "@tandem/config";
import type { BuiltHandler } from "./build.ts";

/** Most bytes of minified code per bundle. A bundle's size is paid at each cold start, and in a failover every start is cold. */
export const bundleBudgetBytes = 650_000;

/** @throws TandemError that names the five largest inputs of a bundle over the budget. */
export function checkBudget(
  name: string,
  built: Pick<BuiltHandler, "code" | "inputs">,
  budgetBytes: number = bundleBudgetBytes,
): void {
  const bytes = built.code.byteLength;
  if (bytes <= budgetBytes) return;
  const largest = built.inputs.slice(0, 5).map((input) => `${input.name} ${input.bytes}`);
  throw new TandemError(
    "bundle-over-budget",
    `the bundle ${name} has ${bytes} bytes, the budget is ${budgetBytes}; its largest inputs are ${largest.join(", ")}`,
    { hint: `drop or replace an import of packages/handlers/src/${name}` },
  );
}
