import type { EnvironmentStatus, LayerState } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { statusLines } from "./status.ts";

const now = new Date("2026-11-21T12:00:00Z");
const up: LayerState = {
  id: "shared",
  stack: "tandem-shared/dev",
  state: "up",
  updatedAt: "2026-11-21T11:55:00Z",
  resources: 21,
  pending: [],
  locks: [],
  stale: [],
  lastRun: null,
  byHand: null,
  drift: { at: "2026-11-21T11:59:15Z", status: "clean", resources: 0 },
};
const healthy = { state: "healthy", epoch: 1, detail: "" } as const;
const status: EnvironmentStatus = {
  schemaVersion: 1,
  environment: "dev",
  layers: [up],
  roles: {
    active: "primary",
    regions: { primary: { region: "us-east-1", ...healthy }, standby: { region: "us-east-2", ...healthy } },
  },
  unprotected: false,
  rollout: null,
};

it("is short where all is well", () => {
  expect(statusLines(status, now)).toBe(`dev: us-east-1 (primary) is active
  primary us-east-1: healthy, epoch 1
  standby us-east-2: healthy, epoch 1
layers
  shared  21 resources, updated 5 min ago, no drift 45 s ago
`);
});

it("says first that nothing takes over from a standby that is active", () => {
  const { regions } = status.roles;
  expect(statusLines({ ...status, roles: { active: "standby", regions }, unprotected: true }, now)).toMatch(
    /^dev: us-east-2 \(standby\) is active, UNPROTECTED until failback\n/,
  );
});

it("shows what needs a person's eye, and never calls unknown well", () => {
  const lock = { username: "ann", hostname: "here", pid: 7, takenAt: "2026-11-21T10:30:00Z" };
  const layers: LayerState[] = [
    { ...up, resources: 1, drift: { at: "2026-11-19T11:00:00Z", status: "drifted", resources: 2 } },
    {
      ...up,
      id: "global/foundation",
      updatedAt: "2026-11-20T11:00:00Z",
      drift: null,
      stale: ["sources", "upstream:shared.primaryKeyArn"],
      byHand: true,
      lastRun: { status: "failed", run: "r1", doneAt: "" },
      pending: [{ kind: "creating", urn: "urn:pulumi:dev::tandem-global::tandem:a:B$aws:route53/zone:Zone::zone" }],
      locks: [{ ...lock, gone: true }],
    },
    { ...up, id: "primary-region", state: "empty", resources: 0, drift: null, locks: null },
    { ...up, id: "global/traffic", stack: "tandem-global/dev-traffic", state: "absent", updatedAt: null },
  ];
  const unknown = { region: "us-east-1", state: "unknown", epoch: undefined, detail: "it is not rolled out" } as const;
  const text = statusLines(
    {
      ...status,
      layers,
      roles: { active: undefined, regions: { ...status.roles.regions, primary: unknown } },
      unprotected: null,
      rollout: { command: "up", ...lock, gone: false },
    },
    now,
  );
  expect(text).toBe(`dev: which region is active is unknown
  primary us-east-1: unknown, it is not rolled out
  standby us-east-2: healthy, epoch 1
  tandem up is running: ann on here, process 7, 1 h ago
layers
  shared             1 resource, updated 5 min ago, 2 drifted 2 days ago
  global/foundation  21 resources, updated 1 day ago, drift unknown
                     ! stale: its sources changed; it reads shared.primaryKeyArn, changed since
                     ! written since by others than tandem
                     ! the last run, r1, failed
                     ! pending: creating aws:route53/zone:Zone zone
                     ! locked: ann on here, process 7, which is gone, 1 h ago
  primary-region     empty, updated 5 min ago, drift unknown
  global/traffic     tandem-global/dev-traffic does not exist
`);
});

it("takes what an operation that runs is at for its work, and neither for cut off nor for somebody else's", () => {
  const lock = { username: "ann", hostname: "here", pid: 7, takenAt: "2026-11-21T11:59:50Z", gone: false };
  const pending = ["key", "topic"].map((name) => ({ kind: "creating", urn: `urn:pulumi:dev::p::aws:x/y:Y::${name}` }));
  const busy: LayerState = {
    ...up,
    pending: [...pending, { kind: "updating", urn: "urn" }],
    byHand: true,
    locks: [lock],
  };
  expect(statusLines({ ...status, layers: [busy] }, now)).toContain(`layers
  shared  21 resources, updated 5 min ago, no drift 45 s ago
          ! creating 2, updating 1 now
          ! locked: ann on here, process 7, 10 s ago
`);
});
