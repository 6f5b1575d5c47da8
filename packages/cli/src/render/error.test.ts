import { TandemError } from "@tandem/orchestrator";
import { describe, expect, it } from "vitest";
import { renderError } from "./error.ts";

describe("renderError", () => {
  it("gives code, message and the command that mends it", () => {
    const error = new TandemError("rehearsal-unknown", "no kept rehearsal x", {
      hint: "tandem rehearse payments-us --keep",
    });
    expect(renderError(error)).toEqual({
      text: "error[rehearsal-unknown]: no kept rehearsal x\nfix: tandem rehearse payments-us --keep\n",
      code: 2,
    });
  });

  it.each([
    ["user", 2],
    ["deploy", 1],
    ["aborted", 130],
    ["bug", 70],
  ] as const)("ends a %s error with %i", (kind, code) => {
    expect(renderError(new TandemError("any", "text", { kind })).code).toBe(code);
  });

  it("calls everything else a fault of its own, with the stack", () => {
    const { text, code } = renderError(new RangeError("out of it"));
    expect(code).toBe(70);
    expect(text).toMatch(/^error\[bug\]: RangeError: out of it\n {4}at .*please report it with this text\n$/s);
  });
});
