import { expect, test } from "vitest";
import { bounded } from "./within.ts";

test("gives what the call gives", async () => {
  expect(await bounded(1000, async (signal) => signal.aborted)).toBe(false);
});

test("gives up a call that heeds no signal, and tells it so", async () => {
  const seen: AbortSignal[] = [];
  const call = (signal: AbortSignal) => {
    seen.push(signal);
    return new Promise<never>(() => undefined);
  };
  await expect(bounded(5, call)).rejects.toMatchObject({ name: "TimeoutError" });
  expect(seen.map(({ aborted }) => aborted)).toEqual([true]);
});

test("passes on what the call throws", async () => {
  await expect(bounded(1000, () => Promise.reject(new Error("no route")))).rejects.toThrow(new Error("no route"));
});
