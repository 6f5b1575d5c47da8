import type { Situation } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { decisionLine, situationLines } from "./situation.ts";

const known = <Value>(value: Value) => ({ known: true, value }) as const;
const unknown = (why: string) => ({ known: false, why }) as const;
const decision = {
  at: Date.UTC(2026, 10, 21, 14, 3, 7),
  epoch: 2,
  what: "disaster to standby decided",
  reasons: ["verdict down", "heartbeat stale"],
};

const situation: Situation = {
  at: "2026-11-21T14:03:09.000Z",
  environment: "live",
  armed: known(true),
  controller: known({
    epoch: 2,
    active: "primary",
    latched: false,
    operation: {
      id: "2/disaster",
      kind: "disaster",
      from: "primary",
      to: "standby",
      epoch: 2,
      startedAt: 1,
      step: "fence",
      stepStartedAt: 1,
    },
    streak: { finding: "disaster", count: 3 },
    alarms: ["primary-unreachable"],
    decisions: [decision],
  }),
  protection: "protected",
  regions: {
    primary: {
      region: "us-east-1",
      health: unknown("ECONNRESET"),
      ready: unknown("ECONNRESET"),
      fence: unknown("ECONNRESET"),
      heartbeatAge: known(38),
    },
    standby: {
      region: "us-east-2",
      health: known("fenced"),
      ready: known(true),
      fence: known({ epoch: 1, fenced: true }),
      heartbeatAge: known(4),
    },
  },
  witness: known("down"),
  role: known("primary"),
  latch: known({ epoch: 1, set: false }),
};

it("shows a failover under way", () => {
  expect(situationLines(situation))
    .toBe(`live at 14:03:09 UTC: primary is active, protected; disaster to standby under way, at fence
  primary us-east-1
    health     unknown: ECONNRESET
    ready      unknown: ECONNRESET
    fence      unknown: ECONNRESET
    heartbeat  38 s old in the standby region
  standby us-east-2
    health     fenced
    ready      yes
    fence      fenced at epoch 1
    heartbeat  4 s old in the standby region
  witnesses
    Route 53   the primary's endpoint is down
    DNS role   primary
    latch      not set at epoch 1
  controller
    alarms     primary-unreachable
    seen       disaster, 3 times in a row
    14:03:07 epoch 2  disaster to standby decided (verdict down; heartbeat stale)
`);
});

it("says UNPROTECTED after a failover", () => {
  const after = { epoch: 2, active: "standby", latched: true, alarms: [], decisions: [] } as const;
  const text = situationLines({
    ...situation,
    protection: "UNPROTECTED",
    controller: known({ ...after, alarms: [], decisions: [] }),
  });
  expect(text).toContain("standby is active, UNPROTECTED until failback\n");
  expect(text).toContain("alarms     none\n");
});

it.each([
  [{}, "of us-east-1 is not kept yet: no snapshot of it is found"],
  [{ snapshot: "rds:tail" }, "of us-east-1 is not kept yet: its snapshot rds:tail expires"],
  [{ snapshot: "rds:tail", keptAs: "kept-tail" }, "of us-east-1 is kept as the snapshot kept-tail"],
])("points out what a failover has left behind: %o", (found, said) => {
  const lostTail = { side: "primary", epoch: 2, ...found } as const;
  const after = { epoch: 2, active: "standby", latched: true, alarms: [], decisions: [], lostTail } as const;
  const text = situationLines({ ...situation, controller: known({ ...after, alarms: [], decisions: [] }) });
  expect(text).toContain(`    lost tail  ${said}\n`);
});

it("says why nothing is known of the controller, and what arms it", () => {
  const silent = { ...situation, protection: "unknown", controller: unknown("ECONNRESET") } as const;
  expect(situationLines(silent)).toContain("which region is active is unknown (ECONNRESET)\n");
  expect(situationLines(silent)).toContain("    unknown: ECONNRESET\n");
  expect(situationLines({ ...silent, armed: known(false) })).toContain("not armed: roll out global/traffic\n");
});

it("gives a decision without reasons a line without parentheses", () => {
  expect(decisionLine({ ...decision, reasons: [] })).toBe("14:03:07 epoch 2  disaster to standby decided");
});
