import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { layerId } from "./contract.ts";
import type { Contract } from "./contract.ts";
import { contractJsonSchema } from "./json-schema.ts";
import { stacks } from "./stacks.ts";

/** Where a contract's schema is committed: `snapshots/<project>[-<plane>].json` */
export function snapshotFile({ project, plane }: Contract): string {
  const file = plane === undefined ? project : `${project}-${plane}`;
  return fileURLToPath(new URL(`../snapshots/${file}.json`, import.meta.url));
}

/** A contract's schema as it is committed. */
export function snapshotText(contract: Contract): string {
  return `${JSON.stringify(contractJsonSchema(contract), null, 2)}\n`;
}

/** The layers whose contract is not the committed one: its change was not reviewed, or not by its consumers. */
export async function changedContracts(): Promise<readonly string[]> {
  const held = await Promise.all(
    stacks.map(async ({ produces }) => {
      const committed = await readFile(snapshotFile(produces), "utf8");
      return committed === snapshotText(produces) ? [] : [layerId(produces)];
    }),
  );
  return held.flat();
}
