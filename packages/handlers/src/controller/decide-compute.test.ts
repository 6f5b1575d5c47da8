import { failover } from "@tandem/config/failover";
import { describe, expect, it } from "vitest";
import type { Capacity, Observations } from "./readings.ts";
import type { See } from "./testing/ticks.ts";
import { capacities, withCompute } from "./testing/database.ts";
import { Ticker, also, changes, dark, goodDay, known, unknown } from "./testing/ticks.ts";

describe("compute", () => {
  it("is remembered on a good day, of each side what was read last", () => {
    const ticker = new Ticker();
    expect(ticker.tick(withCompute(goodDay)).state.capacities).toEqual(capacities);
    const half = also(withCompute(goodDay), (at) => ({
      compute: { primary: unknown, standby: known({ least: 1, wanted: 3, most: 6, serving: 1 }, at) },
    }));
    expect(ticker.tick(half).state.capacities).toEqual({
      primary: capacities.primary,
      standby: { least: 1, wanted: 3, most: 6 },
    });
    const none = also(withCompute(goodDay), () => ({ compute: { primary: unknown, standby: unknown } }));
    expect(new Ticker().tick(none).state.capacities).toEqual({});
  });

  it("of the standby grows to what the primary had, beside traffic, and that is waited for last", () => {
    const ticker = new Ticker();
    ticker.tick(withCompute(goodDay));
    ticker.ticks(3, withCompute(dark));
    ticker.tell("2/fence/primary", "failed");
    const switching = ticker.tick(withCompute(dark));
    expect(changes(switching)).toEqual(["2/unfence/standby", "2/set-latch", "2/scale/standby"]);
    expect(switching.actions).toContainEqual({
      kind: "scale",
      id: "2/scale/standby",
      side: "standby",
      epoch: 2,
      capacity: capacities.primary,
      isExact: false,
    });
    ticker.tell("2/unfence/standby");
    ticker.tell("2/set-latch");
    ticker.tell("2/scale/standby", "failed");
    const left = also(withCompute(dark), (at) => ({
      latch: known({ epoch: 2, set: true }, at),
      fences: { primary: unknown, standby: known({ epoch: 2, fenced: false }, at) },
    }));
    // Failed, and read to be without effect: it is called again; and done once it is read to have come true.
    const promoting = ticker.tick(left);
    expect(changes(promoting)).toEqual(["2/scale/standby"]);
    expect(promoting.state).toMatchObject({ active: "standby", operation: { step: "promote" } });
    const grown = withCompute(left, { standby: { least: 2, wanted: 3, most: 6, serving: 1 } });
    const done = ticker.tick(grown);
    expect(done.state.operation).toBe(undefined);
    expect(ticker.tick(grown).state.alarms).toContain("compute-short");
    const serving = withCompute(left, { standby: { least: 2, wanted: 3, most: 6, serving: 3 } });
    expect(ticker.tick(serving).state.alarms).not.toContain("compute-short");
  });

  it("that was never seen is not grown", () => {
    const ticker = new Ticker();
    const unseen: See = also(withCompute(dark), () => ({ compute: { primary: unknown, standby: unknown } }));
    ticker.ticks(3, unseen);
    ticker.tell("2/fence/primary", "failed");
    expect(changes(ticker.tick(unseen))).toEqual(["2/unfence/standby", "2/set-latch"]);
  });

  it("of the standby gets back what it had, once clients are home", () => {
    const ticker = new Ticker({ epoch: 2, active: "standby", latched: true, capacities });
    const returned: See = withCompute(
      (at) =>
        goodDay(at, {
          probe: known("fenced", at),
          verdict: known("down", at),
          fences: { primary: known({ epoch: 2, fenced: true }, at), standby: known({ epoch: 2, fenced: false }, at) },
          latch: known({ epoch: 2, set: true }, at),
          markers: { primary: known(3, at), standby: unknown },
          role: known("standby", at),
        }),
      { standby: { least: 2, wanted: 2, most: 6, serving: 2 } },
    );
    ticker.tick((at) => ({ ...returned(at), request: { id: "r1", kind: "failback", at } }));
    ticker.tell("3/fence/standby");
    ticker.tick(returned, failover.fenceSettlesMs);
    ticker.tell("3/mark/standby");
    expect(changes(ticker.tick(returned))).toEqual(["3/scale/primary"]);
    ticker.tell("3/scale/primary");
    expect(changes(ticker.tick(returned))).toEqual(["3/unfence/primary"]);
    ticker.tell("3/unfence/primary");
    const home: See = also(returned, (at) => ({
      probe: known("up", at),
      verdict: known("up", at),
      role: known("primary", at),
      fences: { primary: known({ epoch: 3, fenced: false }, at), standby: known({ epoch: 3, fenced: true }, at) },
      latch: known({ epoch: 3, set: false }, at),
    }));
    ticker.tick(home);
    ticker.tick(home);
    ticker.tell("3/clear-latch");
    ticker.tick(home);
    const shrinking = ticker.tick(home);
    expect(changes(shrinking)).toEqual(["3/scale/standby"]);
    expect(shrinking.actions[0]).toMatchObject({ capacity: capacities.standby, isExact: true });
    ticker.tell("3/scale/standby", "failed");
    const small = { least: 1, wanted: 1, most: 6, serving: 1 };
    expect(ticker.tick(withCompute(home, { standby: small })).state.operation).toBe(undefined);
  });
});

describe("the way home", () => {
  const away = { epoch: 2, active: "standby", latched: true, capacities } as const;
  const asked = (compute: (at: number) => Observations["compute"]) =>
    new Ticker(away).tick((at) => ({
      ...goodDay(at, {
        probe: known("fenced", at),
        fences: { primary: known({ epoch: 2, fenced: true }, at), standby: known({ epoch: 2, fenced: false }, at) },
        latch: known({ epoch: 2, set: true }, at),
        request: { id: "r1", kind: "failback", at },
      }),
      compute: compute(at),
    })).state.operation?.capacity;
  const serves = (wanted: number) => (at: number) => ({
    primary: unknown,
    standby: known({ least: 1, wanted, most: 8, serving: wanted }, at),
  });

  it.each<[string, (at: number) => Observations["compute"], Capacity]>([
    ["no less than the primary had", serves(1), capacities.primary],
    ["what the standby has grown to", serves(5), { least: 2, wanted: 5, most: 6 }],
    ["what the standby has grown to, beyond the primary's most", serves(8), { least: 2, wanted: 8, most: 8 }],
    ["what the primary had, where nobody knows", () => ({ primary: unknown, standby: unknown }), capacities.primary],
  ])("leads to %s", (_, compute, capacity) => {
    expect(asked(compute)).toEqual(capacity);
  });
});
