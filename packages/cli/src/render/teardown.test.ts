import type { TeardownQuestion, TeardownReport } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { teardownQuestion, teardownSummary } from "./teardown.ts";

const roles: TeardownQuestion["roles"] = {
  active: "primary",
  regions: {
    primary: { region: "us-east-1", state: "healthy", epoch: 1, detail: "" },
    standby: { region: "us-east-2", state: "unknown", epoch: undefined, detail: "it is not rolled out" },
  },
};
const resource = (type: string, name: string) => ({
  urn: name,
  type,
  name,
  id: name,
  region: "us-east-1",
  protect: false,
});

it("says before anything is deleted which region is active, how much goes, and what is lost", () => {
  const layers = [
    { layer: { id: "global/foundation" }, resources: [resource("aws:dynamodb/table:Table", "workload")] },
    {
      layer: { id: "shared" },
      resources: [resource("aws:iam/role:Role", "a"), resource("aws:kms/key:Key", "data-key")],
    },
  ] as unknown as TeardownQuestion["layers"];
  expect(teardownQuestion({ environment: "dev", roles, layers, snapshots: [] })).toBe(
    [
      "dev: primary is active",
      "  primary: us-east-1, healthy, active",
      "  standby: us-east-2, unknown (it is not rolled out)",
      "this deletes 3 resources of 2 layers, in this order",
      "  global/foundation: 1 resource",
      "    aws:dynamodb/table:Table workload (us-east-1): you lose the items in it",
      "  shared: 2 resources",
      "    aws:kms/key:Key data-key (us-east-1): you lose everything that is encrypted with it",
      "",
    ].join("\n"),
  );
  expect(
    teardownQuestion({ environment: "dev", roles: { ...roles, active: undefined }, layers, snapshots: [] }),
  ).toContain("dev: no region can be told to be active\n  primary: us-east-1, healthy\n");
});

type Section = TeardownReport["teardown"];

const done: Section = {
  active: "primary",
  layers: [
    { id: "shared", status: "done", seconds: 1, resources: 2 },
    { id: "global/foundation", status: "unchanged", seconds: 0, resources: 0 },
  ],
  remains: { swept: [], leftovers: [], pendingDeletion: [] },
};

const summary = (teardown: Section, ok = true): string =>
  teardownSummary({
    schemaVersion: 1,
    command: "down",
    environment: "dev",
    run: "down-1",
    who: "ann@here",
    startedAt: "2026-11-21T10:00:00.000Z",
    seconds: 1,
    ok,
    teardown,
  });

const key = {
  type: "aws:kms/key:Key",
  region: "us-east-1",
  id: "mrk-1",
  pendingDeletion: "pending deletion until 2026-11-28",
};

it("says afterwards that nothing is left, but for keys with their day", () => {
  expect(summary(done)).toBe("dev: deleted 2 resources of 1 layer\nnothing is left of it\n");
  expect(summary({ ...done, remains: { swept: [], leftovers: [], pendingDeletion: [key] } })).toBe(
    [
      "dev: deleted 2 resources of 1 layer",
      "nothing is left of it, but for",
      "  aws:kms/key:Key mrk-1 (us-east-1): pending deletion until 2026-11-28",
      "",
    ].join("\n"),
  );
  const gone = { ...done, layers: done.layers.slice(1) };
  expect(summary(gone)).toBe("dev: no layer of it exists\nnothing is left of it\n");
});

it("says what is left and how to go on", () => {
  const open = { id: "shared", status: "failed", seconds: 1, resources: 2, reason: "AccessDenied\nmore" } as const;
  expect(summary({ ...done, layers: [open], remains: null }, false)).toBe(
    [
      "dev: deleted 0 resources of 0 layers",
      "  shared: failed: AccessDenied",
      "fix: mend what is said above; then tandem down dev goes on from here",
      "",
    ].join("\n"),
  );
  const stopped = { ...open, status: "stopped", reason: "stopped on request" } as const;
  expect(summary({ ...done, layers: [stopped], remains: null }, false)).toContain(
    "  shared: stopped: stopped on request\nnext: tandem down dev goes on from here\n",
  );
  const orphan = { type: "s3", region: "global", id: "arn:aws:s3:::orphan" };
  expect(summary({ ...done, remains: { swept: [], leftovers: [orphan], pendingDeletion: [key] } }, false)).toContain(
    "  left: s3 arn:aws:s3:::orphan (global)\n  aws:kms/key:Key mrk-1",
  );
});

const tail = { type: "rds", region: "us-east-1", id: "arn:aws:rds:us-east-1:1:cluster-snapshot:kept-1" };

it("asks about what failovers have kept, which no layer holds", () => {
  expect(teardownQuestion({ environment: "dev", roles, layers: [], snapshots: [tail] })).toContain(
    [
      "this deletes 0 resources of 0 layers, in this order",
      "  and last what failovers had lost and kept in snapshots",
      "    rds arn:aws:rds:us-east-1:1:cluster-snapshot:kept-1 (us-east-1)",
      "",
    ].join("\n"),
  );
});

it("says what it has swept, and what deletes the rest", () => {
  const remains = { swept: [tail], leftovers: [], pendingDeletion: [] };
  expect(summary({ ...done, remains })).toBe(
    [
      "dev: deleted 2 resources of 1 layer",
      "  swept: rds arn:aws:rds:us-east-1:1:cluster-snapshot:kept-1 (us-east-1)",
      "nothing is left of it",
      "",
    ].join("\n"),
  );
  const command = "aws rds delete-db-cluster-snapshot --db-cluster-snapshot-identifier kept-1";
  const left = { ...tail, reason: 'the retention is "keep"', command };
  expect(summary({ ...done, remains: { ...remains, swept: [], leftovers: [left] } }, false)).toContain(
    `(us-east-1): the retention is "keep"\n    ${command}\nfix: `,
  );
});
