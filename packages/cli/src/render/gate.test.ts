import { expect, it } from "vitest";
import { gateLines } from "./gate.ts";

it("has a line for each gate, and what keeps it shut below", () => {
  expect(
    gateLines([
      { layer: "shared", open: true, detail: "its outputs keep their contract" },
      { layer: "global/foundation", open: false, detail: "broken\n  zoneId: missing" },
    ]),
  ).toBe("ok shared: its outputs keep their contract\nx  global/foundation: broken\n     zoneId: missing\n");
});
