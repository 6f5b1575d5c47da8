import { expect, it } from "vitest";
import { Interruption } from "./interruption.ts";

function interrupted(staged: boolean, ...signals: readonly Parameters<Interruption["on"]>[0][]) {
  const said: string[] = [];
  const left: number[] = [];
  const interruption = new Interruption(
    (text) => said.push(text.trim()),
    (code) => left.push(code),
  );
  const { stop, signal } = interruption.signalsOf(staged);
  for (const name of signals) interruption.on(name);
  return { stopped: stop.aborted, cancelled: signal.aborted, left, said };
}

it("stops everything at the first Ctrl-C, and leaves at the second", () => {
  expect(interrupted(false, "SIGINT")).toEqual({
    stopped: true,
    cancelled: true,
    left: [],
    said: ["tandem: stopping what was started (once more to leave at once)"],
  });
  expect(interrupted(false, "SIGINT", "SIGINT").left).toEqual([130]);
});

it("finishes first, then cancels, then leaves, where the command stops in stages", () => {
  const finishing = "tandem: finishing the operations that run, and beginning no other (Ctrl-C again cancels them)";
  const cancelling = "tandem: cancelling the operations that run (once more to leave at once)";
  expect(interrupted(true)).toEqual({ stopped: false, cancelled: false, left: [], said: [] });
  expect(interrupted(true, "SIGINT")).toEqual({ stopped: true, cancelled: false, left: [], said: [finishing] });
  expect(interrupted(true, "SIGINT", "SIGINT")).toEqual({
    stopped: true,
    cancelled: true,
    left: [],
    said: [finishing, cancelling],
  });
  expect(interrupted(true, "SIGINT", "SIGINT", "SIGINT").left).toEqual([130]);
});

it.each(["SIGTERM", "SIGHUP"] as const)("cancels at the first %s, also in stages", (name) => {
  expect(interrupted(true, name)).toMatchObject({ stopped: true, cancelled: true, left: [] });
  expect(interrupted(true, "SIGINT", name)).toMatchObject({ cancelled: true, left: [] });
  expect(interrupted(true, name, "SIGINT").left).toEqual([130]);
});
