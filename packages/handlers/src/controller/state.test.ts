import { expect, test } from "vitest";
import { initialState, parseState } from "./state.ts";
import { Ticker, dark } from "./testing/ticks.ts";

test("a state survives JSON, with an operation in flight and without", () => {
  const ticker = new Ticker();
  for (const state of [initialState, ticker.ticks(3, dark).state]) {
    expect(parseState(JSON.parse(JSON.stringify(state)))).toEqual(JSON.parse(JSON.stringify(state)));
  }
});

test("a state that is not understood is refused, with its fields and without their values", () => {
  expect(() => parseState({ ...initialState, epoch: 0, active: "secret" })).toThrow(
    new Error("the controller's state is not understood, wrong fields: epoch, active"),
  );
});
