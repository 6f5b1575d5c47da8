import { expect, test } from "vitest";
import { failureOf } from "./failure.ts";
import { sqlError } from "./testing/pools.ts";

test.each([
  ["25006", "lost"],
  ["57P01", "lost"],
  ["57P02", "lost"],
  ["57P03", "lost"],
  ["08006", "lost"],
  ["08P01", "lost"],
  ["28P01", "credentials"],
  ["28000", "credentials"],
  ["23505", "statement"],
  ["57014", "statement"],
  ["53300", "statement"],
  [undefined, "statement"],
] as const)("SQLSTATE %s: %s", (code, failure) => {
  expect(failureOf(sqlError(code))).toBe(failure);
});

test.each([
  ["no address", Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" }), "lost"],
  [
    "a broken pipe, whose code has the form of a SQLSTATE",
    Object.assign(new Error("write"), { code: "EPIPE" }),
    "lost",
  ],
  ["no answer", new Error("Query read timeout"), "lost"],
  ["no connection in time", new Error("Connection terminated due to connection timeout"), "lost"],
  ["no free connection", new Error("timeout exceeded when trying to connect"), "statement"],
] as const)("%s: %s", (_, error, failure) => {
  expect(failureOf(error)).toBe(failure);
});
