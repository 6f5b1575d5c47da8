import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { incompatibilities } from "../compatibility.ts";
import { layerId } from "../contract.ts";
import type { Contract } from "../contract.ts";
import { environmentOutputs } from "../environment-outputs.ts";
import { contractJsonSchema } from "../json-schema.ts";
import type { JsonSchema } from "../json-schema.ts";
import { snapshotFile } from "../snapshots.ts";
import * as contracts from "../stacks.ts";
import { outputUses } from "./uses.ts";

const root = resolve(import.meta.dirname, "../../../..");

/**
 * Whom a producer's contract, as it is now, breaks: a line for each place that reads an output which is gone, or is not
 * of the committed type any more. Outputs may be added. For the producer's own tests, which so name the consumer.
 */
export async function brokenConsumers(contract: Contract): Promise<readonly string[]> {
  const committed = JSON.parse(await readFile(snapshotFile(contract), "utf8")) as JsonSchema;
  const changes = incompatibilities(committed, contractJsonSchema(contract));
  const readers = [...(await programReaders(contract)), ...namedReaders(contract)];
  return readers.flatMap(({ key, reader }) => {
    if (!(key in contract.outputs)) return [`${reader} reads ${key}: removed`];
    return changes.filter((change) => topOf(change) === key).map((change) => `${reader} reads ${change}`);
  });
}

interface Reader {
  readonly key: string;
  readonly reader: string;
}

async function programReaders(contract: Contract): Promise<readonly Reader[]> {
  const names = new Set(
    Object.entries(contracts)
      .filter(([, value]) => !Array.isArray(value) && layerId(value as Contract) === layerId(contract))
      .map(([name]) => name),
  );
  const uses = await outputUses(root);
  return uses.filter((use) => names.has(use.contract)).map(({ key, place }) => ({ key, reader: place }));
}

/** Users of an environment read outputs too, by the names of its profile's sheet. */
function namedReaders(contract: Contract): readonly Reader[] {
  return [...environmentOutputs].flatMap(([profile, named]) =>
    Object.entries(named)
      .filter(([, source]) => layerId(source.contract) === layerId(contract))
      .map(([name, { key }]) => ({ key, reader: `${name} of ${profile}` })),
  );
}

/** The output that a line of `incompatibilities` is about. */
function topOf(change: string): string {
  return /^[^.:[]*/.exec(change)?.[0] ?? change;
}
