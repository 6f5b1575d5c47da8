import fc from "fast-check";
import { expect, test } from "vitest";
import { compareInventories, takeInventory } from "./inventory.ts";
import type { InventoryLine } from "./inventory.ts";

const managedKey = { type: "aws:kms/key:Key", region: "us-east-1", id: "k0" };
const table = { type: "aws:dynamodb/table:Table", region: "us-east-1", id: "ledger", name: "ledger" };
const key = { type: "aws:kms/key:Key", region: "us-east-1", id: "k1" };
const deletedKey = { ...key, pendingDeletion: "pending deletion until 2026-12-21" };

test("what was there before is nobody's leftover", () => {
  expect(compareInventories([managedKey], [managedKey])).toEqual({ leftovers: [], pendingDeletion: [] });
});

test("what is new is left over, what AWS deletes later is listed apart", () => {
  expect(compareInventories([managedKey], [table, managedKey, deletedKey])).toEqual({
    leftovers: [table],
    pendingDeletion: [deletedKey],
  });
});

test("the same identifier in another region or of another type is another thing", () => {
  const replica = { ...table, region: "us-east-2" };
  const alias = { ...table, type: "aws:kms/alias:Alias" };
  expect(compareInventories([table], [table, replica, alias]).leftovers).toEqual([replica, alias]);
});

test("a key that was pending before is no news, one that was alive then is", () => {
  expect(compareInventories([deletedKey], [deletedKey]).pendingDeletion).toEqual([]);
  expect(compareInventories([key], [deletedKey])).toEqual({ leftovers: [], pendingDeletion: [deletedKey] });
});

test("exactly the new lines are reported, each once", () => {
  const line = fc.record({ type: fc.constantFrom("a", "b"), region: fc.constantFrom("r", "s"), id: fc.string() });
  const unique = fc.uniqueArray(line, { selector: (item) => JSON.stringify([item.type, item.region, item.id]) });
  fc.assert(
    fc.property(unique, fc.nat(), (lines: InventoryLine[], cut) => {
      const before = lines.slice(0, cut % (lines.length + 1));
      expect(compareInventories(before, lines).leftovers).toEqual(lines.slice(before.length));
    }),
  );
});

test("nothing but this machine is asked", async () => {
  const asked = takeInventory({
    endpoint: "https://kms.us-east-1.amazonaws.com",
    regions: ["us-east-1"],
    types: [],
  });
  await expect(asked).rejects.toThrow("a rehearsal talks to this machine only");
});
