import { failover } from "@tandem/config/failover";
import { describe, expect, it } from "vitest";
import type { DatabaseObservations } from "./readings.ts";
import { clusters, darkWith, latched, roles, withDatabase } from "./testing/database.ts";
import { Ticker, alarms, also, changes, goodDay, known, unknown } from "./testing/ticks.ts";

const { databaseSettlesMs, databaseQuietMs } = failover;
const switched = ["2/unfence/standby", "2/set-latch", "2/failover-database/standby"];

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
    [
      "another patch level",
      (at) => ({ auroraVersions: { primary: known("17.7.1", at), standby: known("17.7.2", at) } }),
      ["+database-version-mismatch"],
    ],
    [
      "a patch level beside an unknown one",
      (at) => ({ auroraVersions: { primary: unknown, standby: known("17.7.2", at) } }),
      [],
    ],
    [
      "an engine without patch levels",
      (at) => ({ auroraVersions: { primary: known("17.7.1", at), standby: known(undefined, at) } }),
      [],
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

  it("is left whatever the patch levels are", () => {
    const apart = darkWith((at) => ({
      auroraVersions: { primary: known("17.7.1", at), standby: known("17.7.2", at) },
    }));
    expect(new Ticker().ticks(3, apart).state.operation?.kind).toBe("disaster");
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
