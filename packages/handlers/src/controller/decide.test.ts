import { failover } from "@tandem/config/failover";
import { describe, expect, it } from "vitest";
import type { Observations } from "./readings.ts";
import { Ticker, also, alarms, apiDead, changes, dark, goodDay, known, unknown } from "./testing/ticks.ts";

describe("on a good day", () => {
  it("nothing happens, and the next look is ten seconds away", () => {
    const decision = new Ticker().tick(goodDay);
    expect(changes(decision)).toEqual([]);
    expect(decision.actions).toEqual([]);
    expect(decision.nextTickMs).toBe(10_000);
    expect(decision.reasons).toEqual(["verdict up", "probe up", "heartbeat fresh"]);
  });

  it("a witness that is not up brings the next look to two seconds, and is told", () => {
    const decision = new Ticker().tick(also(goodDay, (at) => ({ probe: known("down", at) })));
    expect(decision.nextTickMs).toBe(2000);
    expect(alarms(decision)).toEqual(["+primary-unreachable"]);
  });

  it("an alarm is raised once and cleared once, and told until somebody confirms it", () => {
    const ticker = new Ticker();
    const cut = also(goodDay, (at) => ({ verdict: unknown, probe: known("fenced", at) }));
    expect(alarms(ticker.tick(cut))).toEqual(["+primary-fenced", "+verdict-unknown"]);
    expect(alarms(ticker.tick(cut))).toEqual([]);
    expect(alarms(ticker.tick(goodDay))).toEqual(["-primary-fenced", "-verdict-unknown"]);
    expect(ticker.state.alarms).toEqual([]);
  });
});

describe("without the lease", () => {
  it("nothing is decided and nothing is done, whatever is seen", () => {
    const ticker = new Ticker({ streak: { finding: "disaster", count: 9, at: 1 } });
    const before = ticker.state;
    const decision = ticker.tick(also(dark, () => ({ lease: "lost" })));
    expect(decision).toMatchObject({ actions: [], reasons: ["another controller holds the lease"] });
    expect(decision.state).toBe(before);
  });
});

describe("the alarm of a regional outage", () => {
  it("is raised when all witnesses are silent, stays after the failover, and ends when somebody answers there", () => {
    const ticker = new Ticker();
    expect(alarms(ticker.tick(dark))).toEqual(["+regional-outage"]);
    const left = new Ticker({ active: "standby", epoch: 2, latched: true, alarms: ["regional-outage", "unprotected"] });
    expect(alarms(left.tick(also(dark, () => ({ verdict: unknown })))).join()).not.toContain("regional-outage");
    const back = left.tick(also(dark, (at) => ({ probe: known("fenced", at) })));
    expect(alarms(back)).toContain("-regional-outage");
  });

  it.each([
    ["the verdict is up", (at: number) => ({ verdict: known("up" as const, at) })],
    ["the verdict is unknown", () => ({ verdict: unknown })],
    ["the heartbeat is fresh", (at: number) => ({ heartbeats: goodDay(at).heartbeats })],
    ["somebody answers", (at: number) => ({ probe: known("fenced" as const, at) })],
  ])("is not raised while %s", (_, more) => {
    expect(alarms(new Ticker().tick(also(dark, more)))).not.toContain("+regional-outage");
  });
});

describe("a dark primary", () => {
  it("is left after three ticks: fence, then unfence and latch side by side, then nothing protects", () => {
    const ticker = new Ticker();
    expect(changes(ticker.ticks(2, dark))).toEqual([]);
    const decided = ticker.tick(dark);
    expect(changes(decided)).toEqual(["2/fence/primary"]);
    expect(decided.state).toMatchObject({ epoch: 2, active: "primary", operation: { kind: "disaster", epoch: 2 } });
    expect(decided.reasons.at(-1)).toBe("disaster to standby decided");
    ticker.tell("2/fence/primary", "failed");
    expect(changes(ticker.tick(dark))).toEqual(["2/unfence/standby", "2/set-latch"]);
    ticker.tell("2/unfence/standby");
    ticker.tell("2/set-latch");
    const finished = ticker.tick(dark);
    expect(finished.state).toMatchObject({ epoch: 2, active: "standby", latched: true });
    expect(finished.state.operation).toBe(undefined);
    expect(alarms(finished)).toContain("+unprotected");
    expect(finished.state.decisions.map(({ what }) => what)).toEqual([
      "disaster to standby decided",
      "disaster to standby: fence given up",
      "disaster to standby: switch done",
    ]);
  });

  it("is left no second time while unprotected, whatever is seen", () => {
    const ticker = new Ticker({ epoch: 2, active: "standby", latched: true });
    const seen = also(dark, (at) => ({
      latch: known({ epoch: 2, set: true }, at),
      standbyReady: known(false, at),
      fences: { primary: unknown, standby: known({ epoch: 2, fenced: false }, at) },
    }));
    const decision = ticker.ticks(10, seen);
    expect(decision.state.operation).toBe(undefined);
    expect(decision.state.epoch).toBe(2);
    expect(decision.state.alarms).toEqual(["regional-outage", "standby-not-ready", "unprotected"]);
    expect(decision.nextTickMs).toBe(10_000);
  });

  it.each<[string, (at: number) => Partial<Observations>]>([
    ["the verdict is up", (at) => ({ verdict: known("up", at) })],
    ["the verdict is unknown", () => ({ verdict: unknown })],
    ["the verdict was read too long ago", (at) => ({ verdict: known("down", at - 10_001) })],
    ["the verdict comes from the future", (at) => ({ verdict: known("down", at + 1) })],
    ["the primary answers here", (at) => ({ probe: known("up", at) })],
    ["a fenced primary answers here", (at) => ({ probe: known("fenced", at) })],
    ["the heartbeat is unknown", (at) => ({ heartbeats: { primary: unknown, standby: known(at, at) } })],
    ["the heartbeat lies ahead", (at) => ({ heartbeats: { primary: known(at + 1, at), standby: known(at, at) } })],
    ["the heartbeat is aging", (at) => ({ heartbeats: { primary: known(at - 29_999, at), standby: known(at, at) } })],
    ["the standby is not ready", (at) => ({ standbyReady: known(false, at) })],
    ["nobody knows whether the standby is ready", () => ({ standbyReady: unknown })],
  ])("is not left while %s", (_, more) => {
    const decision = new Ticker().ticks(20, also(dark, more));
    expect(changes(decision)).toEqual([]);
    expect(decision.state.epoch).toBe(1);
  });

  it("that is not left for want of a standby is told", () => {
    const decision = new Ticker().ticks(
      3,
      also(dark, () => ({ standbyReady: unknown })),
    );
    expect(decision.state.alarms).toEqual(["failover-held", "regional-outage", "standby-not-ready"]);
  });

  it("is left also where the own probe is unknown, since two others say so", () => {
    const ticker = new Ticker();
    expect(
      changes(
        ticker.ticks(
          3,
          also(dark, () => ({ control: unknown })),
        ),
      ),
    ).toEqual(["2/fence/primary"]);
  });
});

describe("counting", () => {
  it("takes ticks within a second for one", () => {
    const ticker = new Ticker();
    ticker.tick(dark);
    for (let nth = 0; nth < 5; nth += 1) ticker.tick(dark, 150);
    expect(ticker.state.streak).toEqual({ finding: "disaster", count: 1, at: ticker.now - 750 });
  });

  it.each([
    ["after a gap of more than fifteen seconds", 15_001, 1],
    ["not after one of fifteen", 15_000, 3],
    ["after the clock was set back", -1, 1],
  ])("begins anew %s", (_, afterMs, count) => {
    const ticker = new Ticker();
    ticker.ticks(2, dark);
    ticker.tick(dark, afterMs);
    expect(ticker.state.streak?.count ?? 3).toBe(count);
  });

  it("begins anew when something else is found, or nothing", () => {
    const ticker = new Ticker();
    ticker.ticks(2, dark);
    expect(ticker.tick(apiDead).state.streak).toMatchObject({ finding: "api-dead", count: 1 });
    expect(ticker.tick(goodDay).state.streak).toBe(undefined);
  });
});

describe("a dead API over living data", () => {
  const marked = also(apiDead, (at) => ({
    fences: { primary: known({ epoch: 2, fenced: true }, at), standby: known({ epoch: 1, fenced: true }, at) },
    markers: { primary: known(0, at), standby: known(2, at) },
  }));

  it("is a switchover: fence, wait for its markers, then unfence and latch", () => {
    const ticker = new Ticker();
    expect(changes(ticker.ticks(3, apiDead))).toEqual(["2/fence/primary"]);
    ticker.tell("2/fence/primary");
    expect(changes(ticker.tick(apiDead, failover.fenceSettlesMs))).toEqual(["2/mark/primary"]);
    ticker.tell("2/mark/primary");
    expect(changes(ticker.tick(apiDead))).toEqual([]);
    const arrived = ticker.tick(marked);
    expect(changes(arrived)).toEqual(["2/unfence/standby", "2/set-latch"]);
    ticker.tell("2/unfence/standby");
    ticker.tell("2/set-latch");
    expect(ticker.tick(marked).state).toMatchObject({ active: "standby", latched: true, epoch: 2 });
  });

  it("is rolled back in an epoch of its own where the fence does not hold in time, and not tried again at once", () => {
    const ticker = new Ticker();
    ticker.ticks(3, apiDead);
    ticker.tell("2/fence/primary", "failed");
    expect(changes(ticker.tick(apiDead))).toEqual(["2/fence/primary"]);
    const rolledBack = ticker.tick(apiDead, 20_001);
    expect(changes(rolledBack)).toEqual(["3/unfence/primary"]);
    ticker.tell("3/unfence/primary");
    const back = ticker.tick(apiDead);
    expect(back.state).toMatchObject({ active: "primary", epoch: 3, latched: false });
    expect(back.state.operation).toBe(undefined);
    const held = ticker.ticks(20, apiDead);
    expect(changes(held)).toEqual([]);
    expect(held.state.alarms).toEqual(["failover-held", "rolled-back"]);
    ticker.tick(apiDead, 300_000);
    expect(changes(ticker.ticks(2, apiDead))).toEqual(["4/fence/primary"]);
  });

  it("whose region dies while its fence is awaited becomes a failover in the same epoch", () => {
    const ticker = new Ticker();
    ticker.ticks(3, apiDead);
    ticker.tell("2/fence/primary", "failed");
    const escalated = ticker.ticks(3, dark);
    expect(changes(escalated)).toEqual(["2/unfence/standby", "2/set-latch"]);
    expect(escalated.state.operation).toMatchObject({ kind: "disaster", epoch: 2, step: "switch" });
  });

  it("whose region dies while its markers are awaited becomes a failover in the same epoch", () => {
    const ticker = new Ticker();
    ticker.ticks(3, apiDead);
    ticker.tell("2/fence/primary");
    ticker.tick(apiDead, failover.fenceSettlesMs);
    expect(changes(ticker.ticks(3, dark))).toEqual(["2/unfence/standby", "2/set-latch"]);
  });

  it("whose region dies while it is rolled back becomes a failover in a new epoch", () => {
    const ticker = new Ticker();
    ticker.ticks(3, apiDead);
    ticker.tell("2/fence/primary");
    ticker.tick(apiDead, failover.fenceSettlesMs);
    expect(changes(ticker.tick(apiDead, 60_001))).toEqual(["3/unfence/primary"]);
    expect(changes(ticker.ticks(3, dark))).toEqual(["4/fence/primary"]);
  });
});

describe("stores that alone are down", () => {
  const dataDown = also(apiDead, (at) => ({ probe: known("data-down", at) }));

  it("are tolerated for sixty seconds, and told", () => {
    const ticker = new Ticker();
    const tolerated = ticker.ticks(30, dataDown);
    expect(tolerated.state).toMatchObject({ epoch: 1, alarms: ["database-down"] });
    expect(tolerated.state.streak).toBe(undefined);
    expect(changes(ticker.ticks(3, dataDown))).toEqual(["2/fence/primary"]);
  });

  it("are tolerated anew after they were up, or unseen for longer than fifteen seconds", () => {
    const ticker = new Ticker();
    ticker.ticks(30, dataDown);
    ticker.tick(goodDay);
    ticker.ticks(29, dataDown);
    expect(ticker.state.databaseDown?.since).toBe(ticker.now - 56_000);
    ticker.tick(dataDown, 15_001);
    expect(ticker.state.databaseDown?.since).toBe(ticker.now);
  });

  it("with a stale heartbeat are a disaster after that", () => {
    const ticker = new Ticker();
    const dead = also(dark, (at) => ({ probe: known("data-down", at) }));
    ticker.ticks(33, dead);
    expect(ticker.state.operation).toMatchObject({ kind: "disaster" });
  });
});

describe("an active side that fenced itself", () => {
  it("gets its writes back in a new epoch, and its own fence is no witness", () => {
    const ticker = new Ticker();
    const fenced = also(apiDead, (at) => ({
      probe: known("fenced", at),
      fences: { primary: known({ epoch: 1, fenced: true }, at), standby: known({ epoch: 1, fenced: true }, at) },
    }));
    expect(changes(ticker.tick(fenced))).toEqual(["2/unfence/primary"]);
    expect(ticker.state).toMatchObject({ verdictIsOurs: true, epoch: 2, operation: { kind: "reinstate" } });
    ticker.tell("2/unfence/primary");
    const back = ticker.tick(goodDay);
    expect(back.state.decisions.map(({ what }) => what)).toEqual([
      "reinstate primary decided",
      "reinstate primary: restore done",
    ]);
    expect(back.state).toMatchObject({ active: "primary", latched: false });
  });

  it("stays fenced while the latch is not as it should be", () => {
    const fenced = also(goodDay, (at) => ({
      latch: known({ epoch: 1, set: true }, at),
      fences: { primary: known({ epoch: 1, fenced: true }, at), standby: known({ epoch: 1, fenced: true }, at) },
    }));
    expect(changes(new Ticker().ticks(3, fenced))).toEqual([]);
  });
});
