import { expect, test } from "vitest";
import { createRequestLog } from "./request-log.ts";

test("each line carries the id of its own request, also where two run at the same time", async () => {
  const lines: unknown[] = [];
  const keep =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>>): void =>
      void lines.push([level, message, fields]);
  const log = createRequestLog({
    debug: keep("debug"),
    info: keep("info"),
    warn: keep("warn"),
    error: keep("error"),
  });
  const error = new Error("no");
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = log.during("one", async () => {
    await promise;
    log.warn("late", error);
    log.error("later", error);
  });
  log.during("two", () => {
    log.debug("looks");
    log.info("accepts", { id: "pay_1" });
  });
  resolve();
  await slow;
  log.info("stops", {});
  expect(lines).toEqual([
    ["debug", "looks", { request_id: "two" }],
    ["info", "accepts", { id: "pay_1", request_id: "two" }],
    ["warn", "late", { error, request_id: "one" }],
    ["error", "later", { error, request_id: "one" }],
    ["info", "stops", {}],
  ]);
});
