import { fenceItemKey, markerItemKey } from "@tandem/config/control";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import type { Fault } from "@tandem/orchestrator/ports";
import * as z from "zod";
import { isCut } from "./faults.ts";
import type { WholeAnswer } from "./forward.ts";
import type { RequestScope } from "./request-scope.ts";

/** A request for one item that a region writes for the others. */
export interface ItemRequest {
  /** Where the request goes. */
  readonly region: string;
  /** The region that writes the item. */
  readonly owner: string;
  readonly table: string;
  readonly partition: string;
  readonly action: "GetItem" | "Query" | "PutItem" | "UpdateItem";
  readonly body: string;
}

const actions = ["GetItem", "Query", "PutItem", "UpdateItem"] as const;

/** Whether a request's body must be read to know which item it is for. */
export function isItemAction({ service, action }: RequestScope): boolean {
  return service === "dynamodb" && actions.some((known) => known === action);
}

const partition = z.object({ pk: z.object({ S: z.string() }) });
const itemBody = z.object({
  TableName: z.string(),
  Key: z.optional(partition),
  Item: z.optional(partition),
  ExpressionAttributeValues: z.optional(z.record(z.string(), z.object({ S: z.optional(z.string()) }))),
});

/** Partition keys that name their writer: they begin with one of these and end with its region. */
const prefixes = [heartbeatItemKey, fenceItemKey, markerItemKey].map((keyOf) => keyOf("").pk);

/** The request as one for an item of a region's own; undefined for every other item. */
export function itemRequest({ region, service, action }: RequestScope, body: string): ItemRequest | undefined {
  const known = actions.find((candidate) => candidate === action);
  const parsed = itemBody.safeParse(parseJson(body));
  if (region === undefined || service !== "dynamodb" || known === undefined || !parsed.success) return undefined;
  const { TableName: table, Key, Item, ExpressionAttributeValues: values = {} } = parsed.data;
  const partitions = [Key?.pk.S, Item?.pk.S, ...(known === "Query" ? Object.values(values).map(({ S }) => S) : [])];
  for (const key of partitions) {
    const prefix = prefixes.find((candidate) => key?.startsWith(candidate));
    if (key === undefined || prefix === undefined) continue;
    return { region, owner: key.slice(prefix.length), table, partition: key, action: known, body };
  }
  return undefined;
}

/** The region whose heartbeat a request writes. */
export function heartbeatWritten(request: ItemRequest | undefined): string | undefined {
  const writes = request?.action === "PutItem" || request?.action === "UpdateItem";
  return writes && request.partition === heartbeatItemKey(request.owner).pk ? request.owner : undefined;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Replication between regions that are cut from each other, as readers see it. MiniStack copies items at once and knows no
 * cut; so what has been written in the other region since the cut is answered here as it was before: as it was last
 * read, or as an item that is not there. The ledger's own items (`TX#`) are left alone.
 */
export class Replication {
  /** By region, action and body, what was answered last while nothing was missing. */
  readonly #known = new Map<string, WholeAnswer>();
  /** What has been written since a cut and has not arrived. */
  readonly #late = new Map<string, { readonly from: string; readonly to: string }>();

  /** Everything arrives that no cut holds up any more. */
  takeEffect(faults: readonly Fault[]): void {
    for (const [key, { from, to }] of this.#late) if (!isCut(faults, from, to)) this.#late.delete(key);
  }

  /** Notes a write that has succeeded. */
  wrote(request: ItemRequest, faults: readonly Fault[]): void {
    if (request.region !== request.owner) return;
    const ends = faults.flatMap((fault) => (fault.kind === "cut" ? fault.regions : []));
    for (const to of new Set(ends)) {
      if (isCut(faults, request.owner, to)) this.#late.set(lateKey(request, to), { from: request.owner, to });
    }
  }

  /** What a read is answered in the emulator's place; undefined where the emulator's own answer holds. */
  instead(request: ItemRequest): WholeAnswer | undefined {
    if (!this.#late.has(lateKey(request, request.region))) return undefined;
    return this.#known.get(readKey(request)) ?? (request.action === "Query" ? noItems : noItem);
  }

  /** Keeps what the emulator answered to a read. */
  read(request: ItemRequest, answer: WholeAnswer): void {
    if (answer.status === 200) this.#known.set(readKey(request), answer);
  }
}

/** Whether a request reads what another region writes. */
export function readsAnother({ action, region, owner }: ItemRequest): boolean {
  return (action === "GetItem" || action === "Query") && region !== owner;
}

function lateKey({ table, partition: key }: ItemRequest, to: string): string {
  return JSON.stringify([table, key, to]);
}

function readKey({ region, action, body }: ItemRequest): string {
  return JSON.stringify([region, action, body]);
}

const noItem = nothing("{}");
const noItems = nothing('{"Count":0,"Items":[],"ScannedCount":0}');

function nothing(body: string): WholeAnswer {
  return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: Buffer.from(body) };
}
