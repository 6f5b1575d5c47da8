import { AsyncLocalStorage } from "node:async_hooks";

/**
 * What one request may take with the database, in milliseconds, its statements and their second attempts together: a
 * client that waits longer has given up. An own choice, twice an attempt's worst.
 */
export const requestBudgetMs = 5000;

const budgets = new AsyncLocalStorage<number>();

/** Runs something whose statements share one budget. */
export function withinBudget<Result>(run: () => Result): Result {
  return budgets.run(performance.now() + requestBudgetMs, run);
}

/** Milliseconds that are left to the request that runs; a whole budget outside of one. */
export function remainingMs(): number {
  const endsAt = budgets.getStore();
  return endsAt === undefined ? requestBudgetMs : endsAt - performance.now();
}
