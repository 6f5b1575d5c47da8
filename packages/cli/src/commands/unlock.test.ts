import { expect, it } from "vitest";
import { lockText, requireRemovable } from "./unlock.ts";

const holder = { command: "up", username: "ann", hostname: "ci-7", pid: 42, takenAt: "2026-11-21T09:00:00Z" } as const;
const now = new Date("2026-11-21T12:00:00Z");

it("shows who holds the lock and for how long", () => {
  expect(lockText({ holder, where: "elsewhere" }, now)).toBe("tandem up of ann on ci-7, process 42, 3 h ago");
  expect(lockText({ holder, where: "gone" }, now)).toBe("tandem up of ann on ci-7, process 42, which is gone, 3 h ago");
});

it("leaves the lock to a holder that runs on this machine, and to no other", () => {
  expect(() => requireRemovable({ holder, where: "here" })).toThrow("process 42 runs here, on ci-7");
  for (const where of ["elsewhere", "gone"] as const) expect(requireRemovable({ holder, where })).toBe(undefined);
});
