import { expect, it } from "vitest";
import { outcomeOf } from "./outcome.ts";

const answer = (status: number, body: unknown) => ({
  status,
  headers: {},
  body: typeof body === "string" ? body : JSON.stringify(body),
});

it.each([200, 201])("takes a %i for an acknowledgement, with its epoch", (status) => {
  const good = { outcome: "acknowledged", status, error: undefined };
  expect(outcomeOf(answer(status, { id: "a", region: "us-east-1", epoch: 3 }))).toEqual({ ...good, epoch: 3 });
  expect(outcomeOf(answer(status, "taken"))).toEqual({ ...good, epoch: undefined });
});

it.each([
  [503, { error: "fenced", message: "no writes" }, "refused", "fenced: no writes"],
  [503, { error: "fence-unknown", message: "cannot tell" }, "refused", "fence-unknown: cannot tell"],
  [409, { error: "conflict", message: "another payload" }, "refused", "conflict: another payload"],
  [403, { message: "Forbidden" }, "refused", "Forbidden"],
  [503, { error: "store-unavailable", message: "repeat" }, "failed", "store-unavailable: repeat"],
  [502, { message: "Internal server error" }, "failed", "Internal server error"],
  [504, "<html>", "failed", "<html>"],
])("takes %i %j for %s", (status, body, outcome, error) => {
  expect(outcomeOf(answer(status, body))).toEqual({ outcome, status, epoch: undefined, error });
});
