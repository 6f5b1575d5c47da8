import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { incompatibilities } from "./compatibility.ts";
import { layerId } from "./contract.ts";
import { contractJsonSchema } from "./json-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { snapshotFile, snapshotText } from "./snapshots.ts";
import { stacks } from "./stacks.ts";

const contracts = stacks.map(({ produces }) => [layerId(produces), produces] as const);

const update = "./tandem exec pnpm test --project unit packages/contracts -u";

/** The committed schema; undefined for a new contract. */
async function committed(file: string): Promise<JsonSchema | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as JsonSchema);
}

describe("a contract", () => {
  // Both in one test, so that -u does not replace the committed schema before the new one was held against it.
  it.each(contracts)("changes only visibly, and compatibly inside a version: %s", async (id, contract) => {
    const file = snapshotFile(contract);
    const before = await committed(file);
    const after = contractJsonSchema(contract);
    expect(
      before === undefined ? [] : incompatibilities(before, after),
      `the contract of ${id} breaks its consumers: raise its version in packages/contracts/src/stacks.ts, then ${update}`,
    ).toEqual([]);
    await expect(
      snapshotText(contract),
      `the contract of ${id} is not the committed one: if that is meant, ${update}, and have the change reviewed`,
    ).toMatchFileSnapshot(file);
  });
});
