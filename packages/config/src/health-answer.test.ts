import { expect, it } from "vitest";
import { healthAnswerOf } from "./health-answer.ts";

it("is the status that the path is asked for", () => {
  expect(healthAnswerOf({ store: "dynamodb" }, "/health")).toBe('"status":"healthy"');
  expect(healthAnswerOf({ store: "dynamodb" }, "/ready")).toBe('"status":"ready"');
});

it("is valid trading data too where there is a database", () => {
  expect(healthAnswerOf({ store: "aurora" }, "/health")).toBe('"status":"healthy","market":"valid"');
  expect(healthAnswerOf({ store: "aurora" }, "/ready")).toBe('"status":"ready","market":"valid"');
});
