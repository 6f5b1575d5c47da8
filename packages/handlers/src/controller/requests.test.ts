import { failover as settings } from "@tandem/config/failover";
import { describe, expect, it } from "vitest";
import { Ticker, apiDead, changes, dark, goodDay, known, start, unknown } from "./testing/ticks.ts";
import type { See } from "./testing/ticks.ts";

const failover = { id: "r1", kind: "failover", at: start } as const;
const failback = { id: "r2", kind: "failback", at: start } as const;
const forced = { id: "r3", kind: "failover-with-data-loss", at: start } as const;
const { fenceSettlesMs, requestMaxAgeMs } = settings;

/** The standby is active in epoch 2, and the primary is back, fenced. */
const away = { epoch: 2, active: "standby", latched: true } as const;
const returned: See = (at) =>
  goodDay(at, {
    probe: known("fenced", at),
    verdict: known("down", at),
    fences: { primary: known({ epoch: 2, fenced: true }, at), standby: known({ epoch: 2, fenced: false }, at) },
    latch: known({ epoch: 2, set: true }, at),
    role: known("standby", at),
  });

describe("a planned failover", () => {
  it("fences, waits for markers, switches, and waits for DNS; its request is taken up once", () => {
    const ticker = new Ticker();
    const asked: See = (at) => goodDay(at, { request: failover });
    expect(changes(ticker.tick(asked))).toEqual(["2/fence/primary"]);
    expect(ticker.state).toMatchObject({ verdictIsOurs: true, operation: { id: "r1", kind: "planned-failover" } });
    ticker.tell("2/fence/primary");
    expect(changes(ticker.tick(asked, fenceSettlesMs))).toEqual(["2/mark/primary"]);
    ticker.tell("2/mark/primary");
    const drained: See = (at) =>
      goodDay(at, { request: failover, markers: { primary: unknown, standby: known(2, at) } });
    expect(changes(ticker.tick(drained))).toEqual(["2/unfence/standby", "2/set-latch"]);
    ticker.tell("2/unfence/standby");
    ticker.tell("2/set-latch");
    expect(ticker.tick(drained).state).toMatchObject({ active: "standby", latched: true, operation: { step: "dns" } });
    const lost: See = (at) => ({
      ...returned(at),
      role: known("primary", at),
      latch: known({ epoch: 2, set: false }, at),
    });
    expect(changes(ticker.tick(lost))).toEqual(["2/set-latch"]);
    const moved: See = (at) => ({ ...returned(at), request: failover });
    expect(ticker.tick(moved).state.operation).toBe(undefined);
    expect(changes(ticker.ticks(5, moved))).toEqual([]);
  });

  it("whose markers do not come is rolled back, and its own fence is no witness afterwards", () => {
    const ticker = new Ticker();
    ticker.tick((at) => goodDay(at, { request: failover }));
    ticker.tell("2/fence/primary");
    ticker.tick(goodDay, fenceSettlesMs);
    expect(changes(ticker.tick(goodDay, 60_001))).toEqual(["3/unfence/primary"]);
    ticker.tell("3/unfence/primary");
    ticker.tick(dark);
    expect(ticker.state.operation).toBe(undefined);
    expect(changes(ticker.ticks(10, dark))).toEqual([]);
    expect(ticker.state.alarms).toEqual(["heartbeat-stale", "primary-unreachable", "rolled-back", "verdict-unknown"]);
    ticker.tick(goodDay, 60_000);
    expect(ticker.state.verdictIsOurs).toBe(false);
    expect(changes(ticker.ticks(3, dark))).toEqual(["4/fence/primary"]);
  });

  it("that cannot be brought back is told", () => {
    const ticker = new Ticker();
    ticker.tick((at) => goodDay(at, { request: failover }));
    ticker.tick(goodDay, 20_001);
    expect(ticker.state.operation?.step).toBe("restore");
    expect(ticker.tick(dark, 20_001).state.alarms).toContain("operation-overdue");
  });

  it("is refused with everything that stands against it", () => {
    const decision = new Ticker().tick((at) =>
      dark(at, { request: failover, standbyReady: unknown, fences: { primary: unknown, standby: unknown } }),
    );
    expect(changes(decision)).toEqual([]);
    expect(decision.state.servedRequest).toBe("r1");
    expect(decision.state.decisions).toEqual([
      {
        at: decision.state.decisions[0]?.at,
        epoch: 1,
        what: "failover is refused",
        reasons: [
          "the standby is not known to be ready",
          "the primary's heartbeat is not fresh",
          "the primary is not known to take writes",
          "the standby is not known to be fenced",
        ],
      },
    ]);
  });

  it("is refused where the standby is active", () => {
    const decision = new Ticker(away).tick((at) => ({ ...returned(at), request: forced }));
    expect(decision.state.decisions.map(({ reasons }) => reasons)).toEqual([["the standby is active already"]]);
  });
});

describe("a failback", () => {
  it("fences the standby, waits for markers, unfences the primary, waits until it is healthy, clears the latch, waits for DNS", () => {
    const ticker = new Ticker(away);
    expect(changes(ticker.tick((at) => ({ ...returned(at), request: failback })))).toEqual(["3/fence/standby"]);
    ticker.tell("3/fence/standby");
    expect(changes(ticker.tick(returned, fenceSettlesMs))).toEqual(["3/mark/standby"]);
    const drained: See = (at) => ({ ...returned(at), markers: { primary: known(3, at), standby: unknown } });
    expect(changes(ticker.tick(drained))).toEqual(["3/unfence/primary"]);
    ticker.tell("3/unfence/primary");
    expect(ticker.tick(drained).state).toMatchObject({
      active: "primary",
      latched: true,
      operation: { step: "health" },
    });
    expect(changes(ticker.tick((at) => ({ ...drained(at), probe: known("up", at) })))).toEqual([]);
    const healthy: See = (at) => ({ ...drained(at), probe: known("up", at), verdict: known("up", at) });
    expect(changes(ticker.tick(healthy))).toEqual(["3/clear-latch"]);
    ticker.tell("3/clear-latch");
    expect(ticker.tick(healthy).state).toMatchObject({ latched: false, operation: { step: "dns" } });
    const home: See = (at) => ({
      ...healthy(at),
      role: known("primary", at),
      fences: { primary: known({ epoch: 3, fenced: false }, at), standby: known({ epoch: 3, fenced: true }, at) },
      latch: known({ epoch: 3, set: false }, at),
    });
    const done = ticker.tick(home);
    expect(done.state.operation).toBe(undefined);
    expect(done.state.alarms).toEqual([]);
  });

  it("whose primary fences itself before it is healthy unfences it again, in a new epoch", () => {
    const ticker = new Ticker(away);
    ticker.tick((at) => ({ ...returned(at), request: failback }));
    ticker.tell("3/fence/standby");
    ticker.tick(returned, fenceSettlesMs);
    ticker.tell("3/mark/standby");
    ticker.tick((at) => ({ ...returned(at), markers: { primary: known(3, at), standby: unknown } }));
    ticker.tell("3/unfence/primary");
    ticker.tick(returned);
    const fenced: See = (at) => ({
      ...returned(at),
      fences: { primary: known({ epoch: 3, fenced: true }, at), standby: known({ epoch: 3, fenced: true }, at) },
    });
    expect(changes(ticker.tick(fenced))).toEqual(["4/unfence/primary"]);
    expect(ticker.state).toMatchObject({ epoch: 4, operation: { kind: "failback", step: "switch", epoch: 4 } });
  });

  it("whose markers do not come gives the standby its writes back, under the latch", () => {
    const ticker = new Ticker(away);
    ticker.tick((at) => ({ ...returned(at), request: failback }));
    ticker.tell("3/fence/standby");
    ticker.tick(returned, fenceSettlesMs);
    expect(changes(ticker.tick(returned, 60_001))).toEqual(["4/unfence/standby"]);
    ticker.tell("4/unfence/standby");
    expect(ticker.tick(returned).state).toMatchObject({ active: "standby", latched: true, epoch: 4 });
  });

  it("is refused with everything that stands against it", () => {
    const refused = new Ticker(away).tick((at) => dark(at, { request: failback })).state.decisions;
    expect(refused.map(({ reasons }) => reasons)).toEqual([
      [
        "the primary does not answer as a fenced region whose stores work",
        "the primary's heartbeat is not fresh",
        "the primary is not known to be fenced",
      ],
    ]);
    const home = new Ticker().tick((at) => ({ ...returned(at), request: failback })).state.decisions;
    expect(home.map(({ reasons }) => reasons)).toEqual([["the primary is active already"]]);
  });
});

describe("a request while an operation is in flight", () => {
  it("waits until it is over", () => {
    const ticker = new Ticker();
    ticker.ticks(3, apiDead);
    ticker.tick((at) => apiDead(at, { request: failover }));
    expect(ticker.state.servedRequest).toBe(undefined);
    expect(ticker.state.operation?.kind).toBe("switchover");
  });

  it("with data loss allowed takes over from one that has not switched, in a new epoch", () => {
    const ticker = new Ticker();
    ticker.ticks(3, apiDead);
    expect(changes(ticker.tick((at) => apiDead(at, { request: forced })))).toEqual(["3/fence/primary"]);
    expect(ticker.state.operation).toMatchObject({ id: "r3", kind: "disaster" });
  });

  it("with data loss allowed is refused by one that switches", () => {
    const ticker = new Ticker();
    ticker.ticks(3, dark);
    ticker.tell("2/fence/primary", "failed");
    ticker.tick(dark);
    const refused = ticker.tick((at) => dark(at, { request: forced }));
    expect(refused.state.decisions.at(-1)?.reasons).toEqual(["disaster 2/disaster is in flight, at switch"]);
  });
});

describe("a request's age", () => {
  const olderThanMost = (at: number) => at - requestMaxAgeMs - 1;

  it.each([failover, failback, forced])("makes a $kind refused once, for no other reason", (asked) => {
    const ticker = new Ticker(asked === failback ? away : {});
    const see = asked === failback ? returned : goodDay;
    const refused = ticker.tick((at) => ({ ...see(at), request: { ...asked, at: olderThanMost(at) } }));
    expect(changes(refused)).toEqual([]);
    const what = `${asked.kind} is refused`;
    const reasons = ["it was made 301 s ago, and is taken up within 300 s"];
    expect(refused.state.decisions).toMatchObject([{ what, reasons }]);
    expect(refused.state.servedRequest).toBe(asked.id);
    const later = ticker.ticks(3, (at) => ({ ...see(at), request: { ...asked, at: olderThanMost(at) } }));
    expect(later.state.decisions).toHaveLength(1);
    expect(later.state.operation).toBe(undefined);
  });

  it("is taken up to its limit, and from a clock that is ahead", () => {
    for (const ageMs of [requestMaxAgeMs, -60_000]) {
      const decision = new Ticker().tick((at) => goodDay(at, { request: { ...failover, at: at - ageMs } }));
      expect(changes(decision)).toEqual(["2/fence/primary"]);
    }
  });

  it("counts while an operation is in flight: what waited for too long is refused after it", () => {
    const ticker = new Ticker();
    ticker.ticks(3, apiDead);
    const asked: See = (at) => apiDead(at, { request: failover });
    ticker.tick(asked);
    ticker.tick(asked, 20_001);
    ticker.tell("3/unfence/primary");
    ticker.tick(asked);
    expect(ticker.state.operation).toBe(undefined);
    const refused = ticker.tick(asked, requestMaxAgeMs);
    expect(changes(refused)).toEqual([]);
    expect(refused.state.decisions.at(-1)).toMatchObject({ what: "failover is refused" });
  });
});

describe("the marker of an operation that drains", () => {
  const fencing = (kind: "failover" | "failback") => {
    const ticker = new Ticker(kind === "failback" ? away : {});
    const request = kind === "failback" ? failback : failover;
    const see: See = kind === "failback" ? returned : goodDay;
    ticker.tick((at) => ({ ...see(at), request: { ...request, at } }));
    return { ticker, see };
  };

  it.each([
    ["failover", "2/fence/primary", "2/mark/primary"],
    ["failback", "3/fence/standby", "3/mark/standby"],
  ] as const)("of a %s is written once the region has had time for its last write", (kind, fence, mark) => {
    const { ticker, see } = fencing(kind);
    ticker.tell(fence);
    expect(changes(ticker.tick(see, fenceSettlesMs - 1))).toEqual([]);
    expect(ticker.state.operation?.step).toBe("fence");
    expect(changes(ticker.tick(see, 1))).toEqual([mark]);
  });

  it("waits from when the fence was answered, however late that was", () => {
    const { ticker } = fencing("failover");
    ticker.now += 2900;
    ticker.tell("2/fence/primary");
    expect(changes(ticker.tick(goodDay, fenceSettlesMs - 1))).toEqual([]);
    expect(changes(ticker.tick(goodDay, 1))).toEqual(["2/mark/primary"]);
  });

  it("waits from when the fence was read, where nobody was told its answer", () => {
    const { ticker } = fencing("failover");
    const fenced: See = (at) =>
      goodDay(at, {
        fences: { primary: known({ epoch: 2, fenced: true }, at), standby: known({ epoch: 1, fenced: true }, at) },
      });
    expect(changes(ticker.tick(fenced, 10_000))).toEqual([]);
    expect(changes(ticker.tick(fenced, fenceSettlesMs - 1))).toEqual([]);
    expect(changes(ticker.tick(fenced, 1))).toEqual(["2/mark/primary"]);
  });

  it("is not waited for where data may be lost", () => {
    const ticker = new Ticker();
    expect(changes(ticker.tick((at) => goodDay(at, { request: { ...forced, at } })))).toEqual(["2/fence/primary"]);
    ticker.tell("2/fence/primary");
    expect(changes(ticker.tick(goodDay, 1))).toEqual(["2/unfence/standby", "2/set-latch"]);
  });
});
