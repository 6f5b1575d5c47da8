import { failover } from "@tandem/config/failover";
import { describe, expect, it } from "vitest";
import type { DatabaseObservations } from "./readings.ts";
import { clusters, darkWith, databaseDead, goodDatabase, roles, withDatabase } from "./testing/database.ts";
import { Ticker, also, apiDead, changes, goodDay, known, unknown } from "./testing/ticks.ts";

const { databaseQuietMs, databaseToleranceMs } = failover;
const switched = ["2/unfence/standby", "2/set-latch", "2/failover-database/standby"];

describe("a database that alone is dead", () => {
  it("is tolerated for sixty seconds, and told, then failed over with what has arrived", () => {
    const ticker = new Ticker();
    const ticks = databaseToleranceMs / failover.fastTickMs;
    const tolerated = ticker.ticks(ticks, databaseDead);
    expect([tolerated.state.epoch, tolerated.state.alarms]).toEqual([1, ["database-down", "replication-lag"]]);
    const decided = ticker.ticks(3, databaseDead);
    expect(changes(decided)).toEqual(["2/fence/primary"]);
    expect(decided.state.operation).toMatchObject({ kind: "disaster", database: true });
    expect(decided.state.decisions[0]?.reasons).toContain(
      "data loss is allowed: the verdict is down and the database is out of reach there",
    );
  });

  it("whose API says nothing at all is the same", () => {
    const silent = also(databaseDead, (at) => ({ probe: known("down", at) }));
    const ticker = new Ticker();
    expect(changes(ticker.ticks(30, silent))).toEqual([]);
    expect(changes(ticker.ticks(3, silent))).toEqual(["2/fence/primary"]);
  });

  it.each<[string, (at: number) => Partial<DatabaseObservations>, string[]]>([
    ["nobody knows", () => ({ silence: unknown }), ["database-down", "database-unknown"]],
    [
      "it has been for less than thirty seconds",
      (at) => ({ silence: known(29_999, at) }),
      ["database-down", "database-unknown"],
    ],
    [
      "it is on its way",
      (at) => ({ silence: known(40_000, at), roles: roles("primary", at, "standby") }),
      ["database-down", "database-unknown"],
    ],
  ])("is left alone where %s", (_, more, raised) => {
    const see = withDatabase(
      also(apiDead, (at) => ({ probe: known("data-down", at) })),
      more,
    );
    const decision = new Ticker().ticks(60, see);
    expect([changes(decision), decision.state.alarms]).toEqual([[], raised]);
  });

  it("whose region answers as a fenced one is a contradiction", () => {
    const fenced = also(databaseDead, (at) => ({ probe: known("fenced", at) }));
    const decision = new Ticker().ticks(60, fenced);
    expect(changes(decision)).toEqual([]);
    expect(decision.state.alarms).toContain("witnesses-disagree");
  });

  it("that somebody has moved is followed without loss", () => {
    const elsewhere = withDatabase(
      also(apiDead, (at) => ({ probe: known("data-down", at) })),
      (at) => ({ silence: known(90_000, at), roles: roles("standby", at) }),
    );
    const ticker = new Ticker();
    expect(changes(ticker.ticks(33, elsewhere))).toEqual(["2/fence/primary"]);
    expect(ticker.state.operation).toMatchObject({ kind: "switchover" });
  });
});

describe("a dead API over a living database", () => {
  const dead = withDatabase(apiDead);
  const arrived = withDatabase(also(apiDead, (at) => ({ markers: { primary: unknown, standby: known(2, at) } })));
  const promoting = () => {
    const ticker = new Ticker();
    ticker.ticks(3, dead);
    ticker.tell("2/fence/primary");
    ticker.tick(dead, failover.fenceSettlesMs);
    ticker.tell("2/mark/primary");
    return ticker;
  };

  it("moves the database without loss before the standby takes writes", () => {
    const ticker = promoting();
    expect(changes(ticker.tick(arrived))).toEqual(["2/switchover-database/standby"]);
    ticker.tell("2/switchover-database/standby");
    expect(changes(ticker.tick(withDatabase(apiDead, (at) => ({ roles: roles("primary", at, "standby") }))))).toEqual(
      [],
    );
    const moved = withDatabase(apiDead, (at) => ({ roles: roles("standby", at) }));
    expect(changes(ticker.tick(moved))).toEqual(["2/unfence/standby", "2/set-latch"]);
    ticker.tell("2/unfence/standby");
    ticker.tell("2/set-latch");
    const done = ticker.tick(moved);
    expect(done.state).toMatchObject({ active: "standby", latched: true });
    expect([done.state.operation, done.state.lostTail]).toEqual([undefined, undefined]);
  });

  it("whose database does not move is rolled back, once nothing can move it any more", () => {
    const ticker = promoting();
    ticker.tick(arrived);
    ticker.tell("2/switchover-database/standby", "failed");
    const moving = withDatabase(apiDead, (at) => ({ roles: roles("primary", at, "standby") }));
    const unread = withDatabase(apiDead, () => ({ roles: unknown }));
    expect(changes(ticker.tick(moving, failover.stepDeadlineMs.promote + 1))).toEqual([]);
    expect(ticker.state.alarms).toContain("operation-overdue");
    expect(changes(ticker.tick(unread))).toEqual([]);
    expect(changes(ticker.tick(dead, databaseQuietMs - failover.fastTickMs - 1))).toEqual([]);
    expect(changes(ticker.tick(dead, 1))).toEqual(["3/unfence/primary"]);
  });

  it("whose region dies while the database is on its way becomes a failover, which waits for that", () => {
    const ticker = promoting();
    ticker.tick(arrived);
    ticker.tell("2/switchover-database/standby");
    const escalated = ticker.ticks(3, darkWith());
    expect(changes(escalated)).toEqual(switched);
    expect(escalated.state.operation).toMatchObject({ kind: "disaster", epoch: 2, step: "switch" });
  });
});

describe("a person's request with a database", () => {
  const request = (kind: "failover" | "failback" | "failover-with-data-loss", at: number) => ({ id: "r1", kind, at });
  const refusals = (see: (at: number) => ReturnType<typeof goodDay>, state = {}) =>
    new Ticker(state).tick(see).state.decisions.map(({ what, reasons }) => [what, reasons]);

  it("is refused with everything that stands against it there", () => {
    const at = (more: (at: number) => Partial<DatabaseObservations>) =>
      refusals((now) => ({ ...withDatabase(goodDay, more)(now), request: request("failover", now) }));
    expect(at((now) => ({ clusters: clusters(now, { instances: 0, engineVersion: "17.6" }), lag: unknown }))).toEqual([
      [
        "failover is refused",
        [
          "the database cluster of standby has no instance, and cannot be promoted",
          "the database cluster of standby has version 17.6, its writer 17.7",
          "the replication lag is unknown",
        ],
      ],
    ]);
    expect(at((now) => ({ lag: known({ lagMs: 30_001, readAt: now }, now), roles: unknown }))).toEqual([
      ["failover is refused", ["nobody knows where the database's writer is", "the replication lag is 30001 ms"]],
    ]);
    expect(
      at((now) => ({ roles: roles("primary", now, "standby"), clusters: { ...clusters(now, {}), standby: unknown } })),
    ).toEqual([["failover is refused", ["the database's writer is on its way to standby"]]]);
  });

  it("for a failback asks for the primary's cluster and its lag, and takes its database home before its writes", () => {
    const away = { epoch: 2, active: "standby", latched: true } as const;
    const returned = (at: number) =>
      goodDay(at, {
        probe: known("fenced", at),
        verdict: known("down", at),
        fences: { primary: known({ epoch: 2, fenced: true }, at), standby: known({ epoch: 2, fenced: false }, at) },
        latch: known({ epoch: 2, set: true }, at),
        role: known("standby", at),
        database: goodDatabase(at, { roles: roles("standby", at) }),
      });
    const refused = (more: (at: number) => Partial<DatabaseObservations>) =>
      refusals(
        (at) => ({
          ...returned(at),
          request: request("failback", at),
          database: goodDatabase(at, { roles: roles("standby", at), ...more(at) }),
        }),
        away,
      );
    expect(refused((at) => ({ clusters: { ...clusters(at, {}), primary: unknown } }))).toEqual([
      ["failback is refused", ["nobody knows whether the database cluster of primary could be promoted"]],
    ]);
    expect(refused((at) => ({ lag: known({ lagMs: 30_001, readAt: at }, at) }))).toEqual([
      ["failback is refused", ["the replication lag is 30001 ms"]],
    ]);
    expect(refused(() => ({ lag: unknown }))).toEqual([["failback is refused", ["the replication lag is unknown"]]]);

    const ticker = new Ticker(away);
    ticker.tick((at) => ({ ...returned(at), request: request("failback", at) }));
    ticker.tell("3/fence/standby");
    ticker.tick(returned, failover.fenceSettlesMs);
    ticker.tell("3/mark/standby");
    const drained = (at: number) => ({ ...returned(at), markers: { primary: known(3, at), standby: unknown } });
    expect(changes(ticker.tick(drained))).toEqual(["3/switchover-database/primary"]);
    ticker.tell("3/switchover-database/primary");
    const home = (at: number) => ({ ...drained(at), database: goodDatabase(at) });
    expect(changes(ticker.tick(home))).toEqual(["3/unfence/primary"]);
  });

  it("with data loss allowed takes over from a move without loss, in a new epoch", () => {
    const ticker = new Ticker();
    ticker.tick((at) => ({ ...withDatabase(goodDay)(at), request: request("failover", at) }));
    ticker.tell("2/fence/primary");
    ticker.tick(withDatabase(goodDay), failover.fenceSettlesMs);
    ticker.tell("2/mark/primary");
    ticker.tick(withDatabase(also(goodDay, (at) => ({ markers: { primary: unknown, standby: known(2, at) } }))));
    expect(ticker.state.operation?.step).toBe("promote");
    const forced = ticker.tick((at) => ({
      ...withDatabase(goodDay)(at),
      request: { ...request("failover-with-data-loss", at), id: "r2" },
    }));
    expect(changes(forced)).toEqual(["3/fence/primary"]);
  });
});
