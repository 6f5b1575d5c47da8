import type { Fault } from "@tandem/orchestrator/ports";
import { expect, it } from "vitest";
import type { AuroraGlobal } from "./aurora.ts";
import { refusalOf } from "./refusal.ts";
import type { Circumstances } from "./refusal.ts";

const [one, other] = ["us-east-1", "us-west-2"] as const;
const member = (region: string) => ({
  arn: `arn:${region}`,
  region,
  cluster: `ledger-${region}`,
  isWriter: region === one,
  engineVersion: "17.5",
  instances: [`${region}-1`],
});
const calm: Circumstances = { writer: one, isMoving: false, resyncing: new Set(), faults: [] };
const state = (more: object = {}): AuroraGlobal => ({
  resourceId: "cluster-1",
  id: "ledger",
  members: [member(one), { ...member(other), ...more }],
});
const cut: Fault = { kind: "cut", regions: [one, other] };

it.each<[string, AuroraGlobal, Partial<Circumstances>, string]>([
  ["another move", state(), { isMoving: true }, "Global cluster ledger is moving its writer already"],
  [
    "no instance",
    state({ instances: [] }),
    {},
    "DB cluster ledger-us-west-2 has no DB instance and cannot be promoted",
  ],
  [
    "an instance that has failed",
    state(),
    { faults: [{ kind: "headless", region: other }] },
    "DB cluster ledger-us-west-2 has no DB instance and cannot be promoted",
  ],
  [
    "another version",
    state({ engineVersion: "17.4" }),
    {},
    "DB cluster ledger-us-west-2 runs engine version 17.4 and the writer 17.5",
  ],
  [
    "another version that a fault shows",
    state(),
    { faults: [{ kind: "engine-version", region: one, version: "16.9" }] },
    "DB cluster ledger-us-west-2 runs engine version 17.5 and the writer 16.9",
  ],
  [
    "a member that does not follow yet",
    state(),
    { resyncing: new Set([other]) },
    "DB cluster ledger-us-west-2 is being resynchronized",
  ],
])("both ways of moving the writer are refused for %s", (_, global, circumstances, expected) => {
  for (const kind of ["failover", "switchover"] as const) {
    expect(refusalOf({ kind, toArn: `arn:${other}` }, global, { ...calm, ...circumstances })).toBe(expected);
  }
});

it("refuses to switch over from a writer that cannot be reached, and fails over from it", () => {
  const circumstances = { ...calm, faults: [cut] };
  const toArn = `arn:${other}`;
  expect(refusalOf({ kind: "switchover", toArn }, state(), circumstances)).toBe(
    "The writer of global cluster ledger cannot be reached",
  );
  expect(refusalOf({ kind: "failover", toArn }, state(), circumstances)).toBeUndefined();
  expect(refusalOf({ kind: "failover", toArn: "arn:x" }, state(), calm)).toBe(
    "arn:x is no member of global cluster ledger",
  );
});
