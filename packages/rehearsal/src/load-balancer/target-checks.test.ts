import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TargetGroup } from "./model.ts";
import { TargetChecks } from "./target-checks.ts";
import { group } from "./testing/data.ts";

const web = group({
  targets: [{ id: "i-1" }, { id: "i-2" }],
  check: { intervalSeconds: 10, healthyThreshold: 2, unhealthyThreshold: 2 },
});
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

/** Targets that are well, and those that run. */
let well: Set<string>;
let running: Set<string>;
/** When which target was asked, in seconds from the beginning. */
let asked: [number, string][];
let checks: TargetChecks;
beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  well = new Set(["i-1", "i-2"]);
  running = new Set(["i-1", "i-2"]);
  asked = [];
  checks = new TargetChecks({
    probe: async (_, id) => {
      asked.push([Date.now() / 1000, id]);
      return well.has(id);
    },
    isThere: (_, id) => running.has(id),
  });
});
afterEach(() => {
  checks.stop();
  vi.useRealTimers();
});

const states = (of: TargetGroup = web) => of.targets.map(({ id }) => checks.stateOf(of, id));

it("asks each target at once and then at the group's interval", async () => {
  checks.watch([web]);
  expect(states()).toEqual(["initial", "initial"]);
  await seconds(20);
  expect(states()).toEqual(["healthy", "healthy"]);
  expect(asked).toEqual(
    [0, 10, 20].flatMap((at) => [
      [at, "i-1"],
      [at, "i-2"],
    ]),
  );
});

it("takes a target out after its threshold of failures, and back after that of passes", async () => {
  checks.watch([web]);
  await seconds(5);
  well.delete("i-2");
  await seconds(10);
  expect(states()).toEqual(["healthy", "healthy"]);
  await seconds(10);
  expect(states()).toEqual(["healthy", "unhealthy"]);
  well.add("i-2");
  await seconds(20);
  expect(states()).toEqual(["healthy", "healthy"]);
});

it("asks nobody that does not run, and takes who comes for new, at once", async () => {
  running.delete("i-2");
  checks.watch([web]);
  await seconds(12);
  expect(states()).toEqual(["healthy", "unused"]);
  expect(asked.filter(([, id]) => id === "i-2")).toEqual([]);
  running.add("i-2");
  checks.lookAgain("i-2");
  expect(states()).toEqual(["healthy", "initial"]);
  await seconds(0);
  expect(states()).toEqual(["healthy", "healthy"]);
  running.delete("i-2");
  expect(states()).toEqual(["healthy", "unused"]);
});

it("goes on with what is known when other targets or settings change, and forgets who is gone", async () => {
  checks.watch([web]);
  await seconds(1);
  const news = group({ targets: [{ id: "i-1" }, { id: "i-3" }], check: { ...web.check, intervalSeconds: 5 } });
  checks.watch([news]);
  expect(states(news)).toEqual(["healthy", "unused"]);
  running.add("i-3");
  expect(states(news)).toEqual(["healthy", "initial"]);
  checks.watch([web]);
  expect(states()).toEqual(["healthy", "initial"]);
});

it("asks nobody any more once it has stopped", async () => {
  checks.watch([web]);
  checks.stop();
  expect(vi.getTimerCount()).toBe(0);
});

it("counts targets of a group to which no listener leads as unused, and asks them nothing", async () => {
  checks.watch([]);
  await seconds(60);
  expect(states()).toEqual(["unused", "unused"]);
  expect(asked).toEqual([]);
});

it("asks functions only where the group says so", async () => {
  const off = group({ kind: "lambda", targets: [{ id: "i-1" }], check: { enabled: false } });
  checks.watch([off]);
  await seconds(60);
  expect([states(off), asked]).toEqual([["unavailable"], []]);
  const on = group({ kind: "lambda", targets: [{ id: "i-1" }], check: { enabled: true } });
  checks.watch([on]);
  await seconds(0);
  expect(states(on)).toEqual(["healthy"]);
});

it("does not take the answer of a target that has gone for that of the one that has come", async () => {
  const answers: ((passed: boolean) => void)[] = [];
  const slow = new TargetChecks({
    probe: () => new Promise((resolve) => answers.push(resolve)),
    isThere: () => true,
  });
  const one = group({ targets: [{ id: "i-1" }], check: { unhealthyThreshold: 1 } });
  slow.watch([one]);
  slow.lookAgain("i-1");
  answers[1]?.(true);
  await seconds(0);
  answers[0]?.(false);
  await seconds(0);
  expect(slow.stateOf(one, "i-1")).toBe("healthy");
  slow.stop();
});
