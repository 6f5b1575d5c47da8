import { expect, it } from "vitest";
import { statefulTypes } from "./stateful-types.ts";

it("names types as Pulumi does, and says of each what is lost", () => {
  for (const [type, lost] of Object.entries(statefulTypes)) {
    expect(type).toMatch(/^aws:[a-z0-9]+\/[a-zA-Z]+:[A-Z][A-Za-z]+$/);
    expect(lost).toMatch(/^[a-z]/);
  }
});
