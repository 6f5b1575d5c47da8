import type { Role } from "@tandem/config";
import { describe, expect, it } from "vitest";
import { memoryLateResources } from "../testing/memory-late-resources.ts";
import { snapshotsToSweep, sweep } from "./sweep.ts";
import { withDatabase } from "./testing/world.ts";

const topology = withDatabase();
const { names, regions, accountId } = topology;
const clusters = { primary: names.primary.databaseCluster ?? "", standby: names.standby.databaseCluster ?? "" };

const kept = (role: Role) => `kept-${clusters[role]}-20261127130000`;

/** Both regions with what is to be swept, and with what only looks like it. */
function littered() {
  const late = memoryLateResources();
  late.heldSnapshots.add(`${regions.primary} ${clusters.primary} ${kept("primary")}`);
  late.heldSnapshots.add(`${regions.standby} ${clusters.standby} ${kept("standby")}`);
  late.heldLogGroups.add(`${regions.primary} ${names.primary.heartbeatLogGroup}`);
  late.heldLogGroups.add(`${regions.standby} ${names.controller.latchLogGroup}`);
  late.heldSnapshots.add(`${regions.primary} ${clusters.primary} before-the-migration`);
  late.heldSnapshots.add(`${regions.primary} ${clusters.primary}x ${kept("primary")}-x`);
  late.heldLogGroups.add(`${regions.primary} ${names.primary.heartbeatLogGroup}-x`);
  late.heldLogGroups.add(`${regions.primary} ${names.controller.latchLogGroup}`);
  return late;
}

const snapshot = (role: Role) => ({
  type: "rds",
  region: regions[role],
  id: `arn:aws:rds:${regions[role]}:${accountId}:cluster-snapshot:${kept(role)}`,
});
const logGroup = (region: string, name: string) => ({
  type: "logs",
  region,
  id: `arn:aws:logs:${region}:${accountId}:log-group:${name}`,
});
const own = [
  snapshot("primary"),
  snapshot("standby"),
  logGroup(regions.primary, names.primary.heartbeatLogGroup),
  logGroup(regions.standby, names.controller.latchLogGroup),
];

describe("sweep", () => {
  it("deletes what failovers have kept and log groups made again, in both regions, and nothing like them", async () => {
    const late = littered();
    expect(await sweep(late, topology)).toEqual({ swept: own, left: [] });
    expect([...late.heldSnapshots]).toEqual([
      `${regions.primary} ${clusters.primary} before-the-migration`,
      `${regions.primary} ${clusters.primary}x ${kept("primary")}-x`,
    ]);
    expect([...late.heldLogGroups]).toEqual([
      `${regions.primary} ${names.primary.heartbeatLogGroup}-x`,
      `${regions.primary} ${names.controller.latchLogGroup}`,
    ]);
    expect(await sweep(late, topology)).toEqual({ swept: [], left: [] });
  });

  it("deletes nothing with the retention keep, and says what would", async () => {
    const late = littered();
    const { swept, left } = await sweep(late, withDatabase("keep"));
    expect(swept).toEqual([]);
    expect(left).toMatchObject(own.map((line) => ({ ...line, reason: 'the retention is "keep"' })));
    expect([left[0]?.command, left[3]?.command]).toEqual([
      `aws rds delete-db-cluster-snapshot --region ${regions.primary} --db-cluster-snapshot-identifier ${kept("primary")}`,
      `aws logs delete-log-group --region ${regions.standby} --log-group-name ${names.controller.latchLogGroup}`,
    ]);
    expect([late.heldSnapshots.size, late.heldLogGroups.size]).toEqual([4, 4]);
  });

  it("goes on past what cannot be deleted, and says why", async () => {
    const refusing = (reason: unknown) => ({
      ...littered(),
      deleteSnapshot: async () => {
        throw reason;
      },
    });
    const { swept, left } = await sweep(refusing(new Error("AccessDenied")), topology);
    expect(swept).toEqual(own.slice(2));
    expect(left.map(({ reason }) => reason)).toEqual(["AccessDenied", "AccessDenied"]);
    expect((await sweep(refusing("no words"), topology)).left[0]?.reason).toBe("no words");
  });
});

it("tells before which snapshots it would delete", async () => {
  expect(await snapshotsToSweep(littered(), topology)).toEqual(own.slice(0, 2));
  expect(await snapshotsToSweep(littered(), withDatabase("keep"))).toEqual([]);
});
