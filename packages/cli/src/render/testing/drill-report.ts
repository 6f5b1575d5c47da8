import type { DrillReport } from "@tandem/orchestrator";

const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 14, 0, 0) + second * 1000).toISOString();

const none = { lost: [], duplicated: [], resurrected: [] };

const settings = { checkIntervalSeconds: 10, failureThreshold: 3, ttlSeconds: 10, controller: true };

const dark: DrillReport["scenarios"][number] = {
  id: "primary-dark",
  title: "the primary region goes dark",
  ok: true,
  problems: [],
  startedAt: at(0),
  seconds: 70,
  settings,
  expected: { operations: ["disaster"], tolerated: [], active: "standby", alarms: [] },
  observed: { operations: ["disaster"], active: "standby", alarms: ["unprotected"] },
  milestones: { firstBadAnswer: 2.1, decided: 36.4, fenced: 39.5, switched: 40.1, firstGoodAnswer: 46.8 },
  outage: { seconds: 46.9, budgetSeconds: 60, from: at(6), to: at(52.9) },
  readOutages: { seconds: { read: 41.3, health: 40.8 }, budgetSeconds: 60 },
  twoWritersSeconds: 0,
  stores: [
    { store: "transactions", acknowledged: 120, ...none },
    { store: "documents", acknowledged: 12, ...none },
  ],
  rpoSeconds: 0,
  messages: { primary: 0, standby: 6 },
  timeline: [
    { at: at(6), source: "drill", what: "us-east-1 is dark" },
    { at: at(42.4), source: "controller", what: "disaster to standby decided (verdict down; heartbeat stale)" },
    { at: at(46.1), source: "controller", what: "disaster to standby: switch done" },
    { at: at(52.9), source: "drill", what: "clients get good answers from us-east-2" },
  ],
  load: Array.from({ length: 60 }, (_, second) =>
    second < 6 || second > 52 ? { second, good: 8, bad: 0, p50: 40, max: 95 } : { second, good: 0, bad: 4 },
  ),
};

/** Two drills, of which one went wrong. */
export const drillReport: DrillReport = {
  schemaVersion: 1,
  environment: "rehearsal-abcdef",
  profile: "payments-us",
  limits: ["RPO below one minute: not for <documents>."],
  startedAt: at(0),
  seconds: 150,
  ok: false,
  measured: "on the emulator",
  modelled: ["Route 53's data plane", "replication is immediate"],
  settings,
  scenarios: [
    dark,
    {
      ...dark,
      id: "standby-dark",
      title: "the standby region goes dark <script>alert(1)</script>",
      ok: false,
      problems: ["transactions: 2 acknowledged writes are lost"],
      expected: { operations: [], tolerated: ["reinstate"], active: "primary", alarms: [] },
      observed: { operations: [], active: "primary", alarms: [] },
      milestones: {},
      outage: { seconds: 1.2, budgetSeconds: 10, from: at(6), to: at(7.2) },
      twoWritersSeconds: 1.5,
      stores: [{ store: "transactions", acknowledged: 120, lost: ["a", "b"], duplicated: [], resurrected: [] }],
      load: [],
      timeline: [],
    },
  ],
  availability: {
    target: 0.9999,
    expected: 0.999_999_2,
    outageSecondsPerYear: 23.45,
    meets: true,
    terms: [{ scenario: "primary-dark", perYear: 0.5, why: "once in two years", outageSeconds: 46.9 }],
    unmeasured: ["planned"],
  },
};

/** The same beside the reference settings. */
export const comparedReport: DrillReport = {
  ...drillReport,
  scenarios: [
    dark,
    {
      ...dark,
      id: "primary-dark-reference",
      title: "the primary region goes dark, with the reference settings",
      settings: { checkIntervalSeconds: 30, failureThreshold: 3, ttlSeconds: 60, controller: false },
      milestones: { firstBadAnswer: 0.4, trafficMoved: 116.2, firstGoodAnswer: 116.4 },
      outage: { seconds: 117.3, budgetSeconds: 240, from: at(6), to: at(123.3) },
      twoWritersSeconds: 0,
    },
  ],
  comparison: {
    scenario: "primary-dark",
    reference: "primary-dark-reference",
    of: "writes",
    outageSeconds: 46.9,
    referenceOutageSeconds: 117.3,
    ratio: 0.3998,
    budget: 0.4,
    ok: true,
  },
};

/** A drill in which databases have lost writes; one of the two tails was not kept. */
export const lossyReport: DrillReport = {
  ...drillReport,
  scenarios: [
    {
      ...dark,
      ok: false,
      problems: ["waited 60 s for the controller to keep rds:tail-2"],
      tails: [
        { region: "us-east-1", foundAt: at(50), lostIds: ["a", "b"], snapshot: "rds:tail-1" },
        { region: "us-east-1", foundAt: at(60), lostIds: [], snapshot: "rds:tail-2" },
      ],
      keptTails: [{ region: "us-east-1", snapshot: "rds:tail-1", keptAs: "kept-ledger-1" }],
    },
  ],
};
