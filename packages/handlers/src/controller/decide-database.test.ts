import { failover } from "@tandem/config/failover";
import { describe, expect, it } from "vitest";
import type { DatabaseObservations } from "./readings.ts";
import { goodDatabase, roles, withDatabase } from "./testing/database.ts";
import { Ticker, alarms, also, apiDead, changes, dark, goodDay, known, unknown } from "./testing/ticks.ts";
import type { See } from "./testing/ticks.ts";

const { databaseSettlesMs, databaseQuietMs, databaseToleranceMs } = failover;
const switched = ["2/unfence/standby", "2/set-latch", "2/failover-database/standby"];

/** The primary's functions live, and have not reached their database for long. */
const databaseDead = withDatabase(
  also(apiDead, (at) => ({ probe: known("data-down", at) })),
  (at) => ({ silence: known(40_000, at), lag: known({ lagMs: 40_000, readAt: at - 3000 }, at) }),
);

describe("on a good day with a database", () => {
  it("nothing happens, and the lag is told", () => {
    const decision = new Ticker().tick(withDatabase(goodDay));
    expect(decision.actions).toEqual([]);
    expect(decision.reasons).toEqual([
      "verdict up",
      "probe up",
      "heartbeat fresh",
      "database alive",
      "the replication lag is at most 2000 ms",
    ]);
  });

  it.each<[string, (at: number) => Partial<DatabaseObservations>, string[]]>([
    ["no instance", (at) => ({ clusters: clusters(at, { instances: 0 }) }), ["+database-headless"]],
    [
      "another version",
      (at) => ({ clusters: clusters(at, { engineVersion: "17.6" }) }),
      ["+database-version-mismatch"],
    ],
    ["unknown roles", () => ({ roles: unknown }), ["+database-unknown"]],
    ["an unknown cluster", (at) => ({ clusters: { ...clusters(at, {}), standby: unknown } }), ["+database-unknown"]],
    ["an unknown lag", () => ({ lag: unknown }), ["+lag-unknown"]],
    ["a lag of long ago", (at) => ({ lag: known({ lagMs: 0, readAt: at - 25_001 }, at) }), ["+lag-unknown"]],
    ["a lag of thirty seconds", (at) => ({ lag: known({ lagMs: 30_000, readAt: at }, at) }), []],
    ["a lag above it", (at) => ({ lag: known({ lagMs: 30_001, readAt: at }, at) }), ["+replication-lag"]],
    ["a writer elsewhere", (at) => ({ roles: roles("standby", at) }), ["+database-elsewhere"]],
    ["no writer at all", (at) => ({ roles: roles("none", at) }), ["+database-elsewhere"]],
    ["a writer on its way", (at) => ({ roles: roles("none", at, "standby") }), []],
  ])("%s of the standby's is told before it matters", (_, more, raised) => {
    const decision = new Ticker().tick(withDatabase(goodDay, more));
    expect(alarms(decision)).toEqual(raised);
    expect(changes(decision)).toEqual([]);
  });
});

/** What has arrived of a primary that is gone. */
const behind = (at: number): Partial<DatabaseObservations> => ({
  clusters: { ...clusters(at, {}), primary: unknown },
  lag: known({ lagMs: 32_000, readAt: at - 3000 }, at),
});

/** A dark primary, and something more that is seen of its database. */
const darkWith = (more: (at: number) => Partial<DatabaseObservations> = () => ({})) =>
  withDatabase(dark, (at) => ({ ...behind(at), ...more(at) }));

/** Sees the same, under the latch. */
const latched = (see: See) => also(see, (at) => ({ latch: known({ epoch: 2, set: true }, at) }));

function clusters(at: number, more: Partial<{ engineVersion: string; instances: number }>) {
  const cluster = { engineVersion: "17.7", instances: 1 };
  return { primary: known(cluster, at), standby: known({ ...cluster, ...more }, at) };
}

describe("a dark primary with a database", () => {
  const moving = latched(
    also(
      darkWith((at) => ({ roles: roles("primary", at, "standby") })),
      (at) => ({ fences: { primary: unknown, standby: known({ epoch: 2, fenced: false }, at) } }),
    ),
  );
  const seenDark = darkWith();
  const left = latched(seenDark);
  const begun = () => {
    const ticker = new Ticker();
    ticker.ticks(3, seenDark);
    ticker.tell("2/fence/primary", "failed");
    return ticker;
  };

  it("moves database and traffic side by side, and ends when the writer is read to be the standby's", () => {
    const ticker = begun();
    expect(changes(ticker.tick(seenDark))).toEqual(switched);
    for (const id of switched) ticker.tell(id);
    const promoting = ticker.tick(moving);
    expect(changes(promoting)).toEqual([]);
    expect(promoting.state).toMatchObject({ active: "standby", latched: true, operation: { step: "promote" } });
    expect(promoting.state.operation?.intents).toMatchObject([
      { id: "2/failover-database/standby", outcome: "accepted", calls: 1 },
    ]);
    expect(ticker.ticks(20, moving).state.operation?.step).toBe("promote");
    const done = ticker.tick(darkWith((at) => ({ roles: roles("standby", at) })));
    expect(done.state.operation).toBe(undefined);
    expect(done.state.decisions.map(({ what }) => what)).toEqual([
      "disaster to standby decided",
      "disaster to standby: fence given up",
      "disaster to standby: switch done",
      "disaster to standby: promote done",
    ]);
    expect(done.state.decisions[0]?.reasons).toContain("the replication lag is at most 32000 ms");
    expect(done.state.lostTail).toMatchObject({ side: "primary", epoch: 2 });
  });

  it("is never asked for twice before what became of the first call is read", () => {
    const ticker = begun();
    ticker.tick(seenDark);
    ticker.tell("2/unfence/standby");
    ticker.tell("2/set-latch");
    ticker.tell("2/failover-database/standby", "failed");
    ticker.tick(left);
    expect(changes(ticker.ticks(5, latched(darkWith(() => ({ roles: unknown })))))).toEqual([]);
    expect(changes(ticker.tick(left, 100))).toEqual([]);
    const issuedAt = ticker.state.operation?.intents[0]?.issuedAt ?? 0;
    expect(changes(ticker.tick(left, issuedAt + databaseSettlesMs - ticker.now - 1))).toEqual([]);
    const again = ticker.tick(left, 1);
    expect(changes(again)).toEqual(["2/failover-database/standby"]);
    expect(again.state.alarms).toContain("promotion-failed");
    expect(again.state.decisions.at(-1)).toMatchObject({
      what: "disaster to standby: the promotion has failed, and is tried again",
    });
  });

  it("that was seen on its way and is gone has failed, and is asked for again once the roles have had time to follow", () => {
    const ticker = begun();
    ticker.tick(seenDark);
    for (const id of switched) ticker.tell(id);
    ticker.tick(moving);
    expect(changes(ticker.tick(left, databaseQuietMs - 1))).toEqual([]);
    expect(changes(ticker.tick(left, 1))).toEqual(["2/failover-database/standby"]);
  });

  it("waits with its call until somebody knows where the writer is", () => {
    const ticker = begun();
    const unread = darkWith(() => ({ roles: unknown }));
    expect(changes(ticker.tick(unread))).toEqual(["2/unfence/standby", "2/set-latch"]);
    ticker.tell("2/unfence/standby");
    ticker.tell("2/set-latch");
    expect(changes(ticker.tick(latched(unread)))).toEqual([]);
    expect(changes(ticker.tick(left))).toEqual(["2/failover-database/standby"]);
  });

  it.each<[string, (at: number) => Partial<DatabaseObservations>, string]>([
    ["the standby has no instance", (at) => ({ clusters: clusters(at, { instances: 0 }) }), "database-headless"],
    [
      "the versions differ",
      (at) => ({ clusters: clusters(at, { engineVersion: "17.6" }) }),
      "database-version-mismatch",
    ],
    ["the roles are unknown", () => ({ roles: unknown }), "database-unknown"],
    ["the cluster is unknown", (at) => ({ clusters: { ...clusters(at, {}), standby: unknown } }), "database-unknown"],
  ])("is not left while %s, and that is told", (_, more, alarm) => {
    const held = new Ticker().ticks(20, darkWith(more));
    expect(changes(held)).toEqual([]);
    expect([held.state.epoch, held.state.alarms.filter((name) => name === alarm || name === "failover-held")]).toEqual([
      1,
      [alarm, "failover-held"],
    ]);
  });

  it("is not left while the database is on its way already, by whomever", () => {
    const held = new Ticker().ticks(
      20,
      darkWith((at) => ({ roles: roles("primary", at, "standby") })),
    );
    expect(changes(held)).toEqual([]);
  });

  it("repairs a latch that was lost while the database is on its way", () => {
    const ticker = begun();
    ticker.tick(seenDark);
    for (const id of switched) ticker.tell(id);
    ticker.tick(moving);
    const lost = also(moving, (at) => ({ latch: known({ epoch: 2, set: false }, at) }));
    expect(changes(ticker.tick(lost))).toEqual(["2/set-latch"]);
  });

  it("whose database still sends what it writes is followed without loss", () => {
    const found = (lagMs: number) =>
      new Ticker().ticks(
        3,
        darkWith((at) => ({ lag: known({ lagMs, readAt: at - 3000 }, at) })),
      ).state.operation?.kind;
    expect([found(15_000), found(15_001)]).toEqual(["switchover", "disaster"]);
    expect(
      new Ticker().ticks(
        3,
        darkWith(() => ({ lag: unknown })),
      ).state.operation?.kind,
    ).toBe("disaster");
  });
});

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

  it("for a failback asks for the primary's cluster, and takes its database home before its writes", () => {
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
    expect(
      refusals(
        (at) => ({
          ...returned(at),
          request: request("failback", at),
          database: goodDatabase(at, {
            roles: roles("standby", at),
            clusters: { ...clusters(at, {}), primary: unknown },
          }),
        }),
        away,
      ),
    ).toEqual([["failback is refused", ["nobody knows whether the database cluster of primary could be promoted"]]]);

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
