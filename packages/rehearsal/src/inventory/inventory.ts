import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type * as ports from "@tandem/orchestrator/ports";
import { contextIn } from "../plugin/clients.ts";
import type { CallContext, ResourceEntry } from "../plugin/entry.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { requireLoopback } from "../sandbox/loopback.ts";

/** One thing that exists in the emulator. */
export interface InventoryLine extends ports.InventoryLine {
  /** Where it lives; `global` for what every region shows. */
  readonly region: string;
  /** The physical name, where the type has one. */
  readonly name?: string;
}

/** A type of which the emulator can list what it holds. */
export type Inventoried = Pick<ResourceEntry, "type" | "scope" | "list">;

export interface InventoryOptions {
  /** The region gate or the emulator; loopback only. */
  readonly endpoint: string;
  readonly regions: readonly string[];
  /** The types to look for. */
  readonly types: Iterable<Inventoried>;
}

/**
 * Everything of these types that the emulator holds in the regions, sorted by type, region and identifier.
 * What AWS and its services make by themselves (managed keys, log groups of functions) is part of it.
 */
export async function takeInventory({ endpoint, regions, types }: InventoryOptions): Promise<InventoryLine[]> {
  const contexts = await contextsOf(requireLoopback(endpoint).origin, regions);
  const lists = [...types].flatMap((entry) =>
    entry.scope === "global"
      ? contexts.slice(0, 1).map((context) => linesOf(entry, context, "global"))
      : contexts.map((context) => linesOf(entry, context, context.region)),
  );
  return (await Promise.all(lists)).flat().toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

/** Whether a resource of an unlisted type is there under its identifier. */
export async function isThere(endpoint: string, entry: ResourceEntry, region: string, id: string): Promise<boolean> {
  const [context] = await contextsOf(requireLoopback(endpoint).origin, [region]);
  return context !== undefined && (await entry.read(context, id, {})) !== undefined;
}

/**
 * What a teardown left: lines that were not there before, those that AWS deletes by itself later apart.
 * A line is known by type, region and identifier.
 */
export function compareInventories(before: readonly InventoryLine[], after: readonly InventoryLine[]): ports.Leftovers {
  const known = new Map(before.map((line) => [keyOf(line), line]));
  const isNew = (line: InventoryLine): boolean => !known.has(keyOf(line));
  const isNewlyDeleted = (line: InventoryLine): boolean =>
    line.pendingDeletion !== undefined && known.get(keyOf(line))?.pendingDeletion === undefined;
  return {
    leftovers: after.filter((line) => line.pendingDeletion === undefined && isNew(line)),
    pendingDeletion: after.filter(isNewlyDeleted),
  };
}

async function linesOf(entry: Inventoried, context: CallContext, region: string): Promise<InventoryLine[]> {
  try {
    const listed = await entry.list(context);
    return listed.map(({ id, name, pendingDeletion }) => ({
      type: entry.type,
      region,
      id,
      ...(name === undefined ? {} : { name }),
      ...(pendingDeletion === undefined ? {} : { pendingDeletion }),
    }));
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(`cannot list ${entry.type} in ${context.region}: ${reason}`, { cause: error });
  }
}

async function contextsOf(endpoint: string, regions: readonly string[]): Promise<CallContext[]> {
  const [region] = regions;
  if (region === undefined) return [];
  const config = { region, endpoint, credentials: rehearsalCredentials };
  const { Account } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  if (Account === undefined) throw new Error(`${endpoint} does not say whose account it is`);
  const context = contextIn(Account, config);
  return regions.map((name) => context.inRegion(name));
}

/** The separator sorts before every character of a type, region or identifier. */
function keyOf({ type, region, id }: InventoryLine): string {
  return [type, region, id].join("\0");
}
