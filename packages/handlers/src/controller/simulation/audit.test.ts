import { describe, expect, it } from "vitest";
import { initialState } from "../state.ts";
import type { ControllerState, Operation } from "../state.ts";
import { Agenda } from "./agenda.ts";
import { Audit } from "./audit.ts";
import { Chance } from "./chance.ts";
import { quietHistory } from "./history.ts";
import type { History } from "./history.ts";
import { World } from "./world.ts";

/** An audit of a world in which nothing has happened yet. */
function audited(more: Partial<History> = {}) {
  const history = { ...quietHistory, seed: 1, ...more };
  const agenda = new Agenda();
  const world = new World(history, agenda, new Chance(1));
  const audit = new Audit(history, agenda, world);
  const persist = (before: ControllerState, after: ControllerState) =>
    audit.persisted(before, after, world.observe(before.active));
  return { agenda, world, audit, persist };
}

const operation = (more: Partial<Operation> = {}): Operation => ({
  id: "2/disaster",
  kind: "disaster",
  from: "primary",
  to: "standby",
  epoch: 2,
  startedAt: 0,
  step: "fence",
  stepStartedAt: 0,
  intents: [],
  ...more,
});

const running = (more: Partial<Operation> = {}): ControllerState => ({
  ...initialState,
  epoch: more.epoch ?? 2,
  operation: operation(more),
});

describe("the audit finds", () => {
  it("an epoch that falls", () => {
    const { audit, persist } = audited();
    persist({ ...initialState, epoch: 3 }, initialState);
    expect(audit.violations).toEqual(["0.0 s: the epoch falls from 3 to 1"]);
  });

  it("a failover of a healthy primary, on no witnesses", () => {
    const { audit, persist } = audited();
    persist(initialState, running());
    expect(audit.violations).toEqual([
      "0.0 s: a failover with data loss on fewer than the required witnesses, or too few looks",
      "0.0 s: disaster leaves a healthy primary",
    ]);
    expect(audit.departures).toEqual([{ kind: "disaster", decidedAt: 0, isJustified: false }]);
  });

  it("a verdict of our own making, and an operation that leaves the standby", () => {
    const faults = [{ kind: "api-dead", from: 0, to: 1000 }] as const;
    const { audit, persist } = audited({ faults });
    persist({ ...initialState, active: "standby", verdictIsOurs: true }, running());
    expect(audit.violations).toEqual([
      "0.0 s: disaster leaves the standby without being asked",
      "0.0 s: a failover with data loss on fewer than the required witnesses, or too few looks",
      "0.0 s: a failover with data loss by a verdict of our own making",
    ]);
  });

  it("an operation without an epoch of its own", () => {
    const { audit, persist } = audited({ requests: [{ id: "r1", kind: "failover", at: 0 }] });
    persist(initialState, running({ id: "r1", kind: "planned-failover", epoch: 1 }));
    expect(audit.violations).toEqual(["0.0 s: planned-failover begins without an epoch of its own"]);
  });

  it("a second operation while one is in flight", () => {
    const { audit, persist } = audited({ requests: [{ id: "r1", kind: "failback", at: 0 }] });
    persist(running({ step: "switch" }), running({ id: "r1", kind: "failback", epoch: 3 }));
    expect(audit.violations).toEqual(["0.0 s: failback begins while disaster is at switch"]);
  });

  it("a latch, and an unfence, before the other side was fenced; two writers only within one epoch", () => {
    const { audit, world } = audited();
    for (const change of [
      { kind: "set-latch", epoch: 2 } as const,
      { kind: "unfence", side: "standby", epoch: 2 } as const,
    ]) {
      audit.called(change, world.change(change));
    }
    expect(audit.violations).toEqual([
      "0.0 s: the latch is set in epoch 2 before primary was fenced",
      "0.0 s: standby is unfenced in epoch 2 before primary was fenced",
    ]);
    world.fences.primary = { epoch: 2, fenced: false };
    audit.called({ kind: "mark", side: "primary", epoch: 2 }, "done");
    expect(audit.violations.at(-1)).toBe("0.0 s: two regions take writes in epoch 2");
  });
});
