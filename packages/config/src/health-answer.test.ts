import { expect, it } from "vitest";
import { healthAnswerOf } from "./health-answer.ts";

it("is of the primary that it serves, of the standby that it could", () => {
  expect(healthAnswerOf({ store: "dynamodb" }, "primary")).toEqual({ path: "/health", body: '"status":"healthy"' });
  expect(healthAnswerOf({ store: "dynamodb" }, "standby")).toEqual({ path: "/ready", body: '"status":"ready"' });
});

it("is valid trading data too where there is a database", () => {
  expect(healthAnswerOf({ store: "aurora" }, "primary").body).toBe('"status":"healthy","market":"valid"');
  expect(healthAnswerOf({ store: "aurora" }, "standby").body).toBe('"status":"ready","market":"valid"');
});
