import { expect, it } from "vitest";
import { changedContracts } from "./snapshots.ts";

it("finds every contract as it is committed", async () => {
  expect(await changedContracts()).toEqual([]);
});
