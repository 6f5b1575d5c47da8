import { describe, expect, it } from "vitest";
import { databaseLogGroup, logGroupsOf } from "./log-groups.ts";
import { namesOf } from "./names-of.ts";
import { profiles } from "./profiles/index.ts";
import { roles } from "./regions.ts";

describe.for([...profiles.values()])("the log groups of $name", (profile) => {
  const { names, all } = namesOf(profile, profile.regions, "dev1");

  it.for(roles)("in the %s's region are those that are named there, and those of its database", (role) => {
    const named = all.filter(({ service, scope }) => service === "log-group" && scope === profile.regions[role]);
    const { databaseCluster } = names[role];
    const ofDatabase = databaseCluster === undefined ? [] : [databaseLogGroup(databaseCluster)];
    const found = logGroupsOf(names, role);
    expect(found.toSorted()).toEqual([...named.map(({ name }) => name), ...ofDatabase].toSorted());
    expect(found.length).toBeGreaterThan(0);
  });
});

it("of a cluster is RDS's own", () => {
  expect(databaseLogGroup("ledger")).toBe("/aws/rds/cluster/ledger/postgresql");
});
