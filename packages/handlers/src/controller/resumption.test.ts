import { failover } from "@tandem/config/failover";
import { describe, expect, it } from "vitest";
import { Ticker, also, apiDead, changes, dark, goodDay, known, unknown } from "./testing/ticks.ts";

describe("resumption", () => {
  const begun = () => {
    const ticker = new Ticker();
    ticker.ticks(3, apiDead);
    return ticker;
  };

  it("does not repeat a call that may be under way", () => {
    expect(changes(begun().tick(apiDead, 3000))).toEqual([]);
  });

  it("repeats a call that is over, only where it is read to be without effect", () => {
    expect(changes(begun().tick(apiDead, 3001))).toEqual(["2/fence/primary"]);
    const unread = also(apiDead, () => ({ fences: { primary: unknown, standby: unknown } }));
    expect(changes(begun().tick(unread, 3001))).toEqual([]);
  });

  it("repeats the fence of a disaster until a call was answered, since nothing can be read of a region that is gone", () => {
    const ticker = new Ticker();
    ticker.ticks(3, dark);
    expect(changes(ticker.tick(dark, 3000))).toEqual([]);
    expect(changes(ticker.tick(dark, 60_000))).toEqual(["2/fence/primary"]);
    ticker.tell("2/fence/primary", "failed");
    expect(changes(ticker.tick(dark))).toEqual(["2/unfence/standby", "2/set-latch"]);
  });

  it("takes an effect that it reads for the call's result", () => {
    const fenced = also(apiDead, (at) => ({
      fences: { primary: known({ epoch: 2, fenced: true }, at), standby: known({ epoch: 1, fenced: true }, at) },
    }));
    const ticker = begun();
    ticker.tick(fenced);
    expect(changes(ticker.tick(fenced, failover.fenceSettlesMs))).toEqual(["2/mark/primary"]);
  });

  it("waits for a switch for as long as it takes, and tells that it is overdue", () => {
    const ticker = new Ticker();
    ticker.ticks(3, dark);
    ticker.tell("2/fence/primary", "failed");
    ticker.tick(dark);
    expect(ticker.state.operation?.step).toBe("switch");
    const overdue = ticker.tick(dark, 20_001);
    // Whether the latch is set is read; that it is not makes the call due again.
    expect(changes(overdue)).toEqual(["2/unfence/standby", "2/set-latch"]);
    expect(overdue.state.alarms).toContain("operation-overdue");
    const switched = ticker.tick(
      also(dark, (at) => ({
        fences: { primary: unknown, standby: known({ epoch: 2, fenced: false }, at) },
        latch: known({ epoch: 2, set: true }, at),
      })),
    );
    expect(switched.state).toMatchObject({ active: "standby", latched: true });
  });
});

describe("repairs", () => {
  it("fence a passive side that is not fenced, and again only when the call is over", () => {
    const ticker = new Ticker();
    const open = also(goodDay, (at) => ({
      fences: { primary: known({ epoch: 1, fenced: false }, at), standby: known({ epoch: 1, fenced: false }, at) },
    }));
    expect(changes(ticker.tick(open))).toEqual(["1/fence/standby"]);
    expect(changes(ticker.tick(open))).toEqual([]);
    expect(changes(ticker.tick(open))).toEqual(["1/fence/standby"]);
    expect(ticker.tick(goodDay).state.repairs).toEqual([]);
  });

  it("set a latch that was lost, and tell", () => {
    const ticker = new Ticker({ epoch: 2, active: "standby", latched: true });
    const lost = ticker.tick(dark);
    expect(changes(lost)).toEqual(["2/set-latch"]);
    expect(lost.state.alarms).toEqual(["latch-lost", "regional-outage", "unprotected"]);
    ticker.tell("2/set-latch");
    const set = ticker.tick(also(dark, (at) => ({ latch: known({ epoch: 2, set: true }, at) })));
    expect(set.state.alarms).toEqual(["regional-outage", "unprotected"]);
  });

  it("leave a latch that nobody should have set, and tell", () => {
    const decision = new Ticker().tick(also(goodDay, (at) => ({ latch: known({ epoch: 1, set: true }, at) })));
    expect(changes(decision)).toEqual([]);
    expect(decision.state.alarms).toEqual(["latch-unexpected"]);
  });
});

describe("the record", () => {
  it("goes to ledger and people, again and again until it is confirmed", () => {
    const ticker = new Ticker();
    ticker.ticks(2, dark);
    const told = ticker.tick(dark).actions.map(({ id }) => id);
    expect(told).toEqual(["2/fence/primary", "2/disaster/decided/record", "2/disaster/decided/notify"]);
  });

  it("keeps what nobody confirmed, and nothing else", () => {
    const alarm = { kind: "alarm", name: "unprotected", raised: true, at: 1 } as const;
    const ticker = new Ticker({
      outbox: [
        { ...alarm, id: "a" },
        { ...alarm, id: "b" },
      ],
    });
    ticker.tell("a", "failed");
    ticker.tell("b");
    expect(ticker.tick(goodDay).actions.map(({ id }) => id)).toEqual(["a"]);
  });
});
