import type { Fault } from "@tandem/orchestrator/ports";
import { expect, it, test } from "vitest";
import { FailingPromotions, canDirect, passageBetween, promotionSeconds, reachesDatabase } from "./reach.ts";

const [one, other, third] = ["eu-central-1", "eu-central-2", "eu-west-1"] as const;
const cut: Fault = { kind: "cut", regions: [one, other] };
const dark = (region: string): Fault => ({ kind: "dark", region });
const databaseDark = (region: string): Fault => ({ kind: "database-dark", region });
const paused = (region: string): Fault => ({ kind: "replication-paused", region });

it.each<[string, Fault[], boolean]>([
  ["without faults", [], true],
  ["in a dark region", [dark(one)], false],
  ["whose database is dark", [databaseDark(one)], false],
  ["whose database has no instance", [{ kind: "headless", region: one }], false],
  ["while another region is dark", [dark(other), databaseDark(other)], true],
  ["in a region that is cut off from another", [cut], true],
])("a process reaches the database of its own region %s: %s", (_, faults, expected) => {
  expect(reachesDatabase(faults, one, one)).toBe(expected);
});

test("nobody reaches the database of another region", () => {
  expect(reachesDatabase([], other, one)).toBe(false);
});

it.each<[Fault[], string]>([
  [[], "open"],
  [[cut], "cut"],
  [[dark(one)], "cut"],
  [[databaseDark(one)], "cut"],
  [[databaseDark(other)], "cut"],
  [[paused(other)], "stalled"],
  [[paused(one)], "open"],
  [[paused(other), cut], "cut"],
  [[{ kind: "headless", region: other }], "open"],
  [[dark(third), { kind: "cut", regions: [one, third] }], "open"],
])("with %j replication from %s's writer is %s", (faults, expected) => {
  expect(passageBetween(faults, other, one)).toBe(expected);
});

test("replication that is paused keeps nobody from directing a database", () => {
  expect(canDirect([paused(other)], one, other)).toBe(true);
  expect(canDirect([cut], one, other)).toBe(false);
});

test("a promotion takes a minute, or what a fault says", () => {
  expect(promotionSeconds([])).toBe(60);
  expect(promotionSeconds([{ kind: "promotion-time", seconds: 0 }])).toBe(0);
});

test("as many promotions fail as were told to, counted anew when that changes", () => {
  const failing = new FailingPromotions();
  const twice: Fault = { kind: "promotion-fails", times: 2 };
  expect(failing.next()).toBe(false);
  failing.takeEffect([twice]);
  expect(failing.next()).toBe(true);
  // Others that come and go leave it alone.
  failing.takeEffect([twice, dark(one)]);
  expect([failing.next(), failing.next()]).toEqual([true, false]);
  failing.takeEffect([]);
  failing.takeEffect([twice]);
  expect(failing.next()).toBe(true);
  failing.takeEffect([]);
  expect(failing.next()).toBe(false);
});
