import type { CallContext, Properties, ResourceEntry } from "./entry.ts";
import { diffInputs } from "./diff.ts";
import { messageOf } from "./errors.ts";
import { knownOf, refreshedInputs, stateOf } from "./refresh.ts";
import { unknownValue } from "./values.ts";

/** What the engine keeps of one resource. */
export interface Held {
  readonly inputs: Properties;
  readonly state: Properties;
}

/** A resource as it was read. */
interface Read extends Held {
  readonly id: string;
}

/** AWS has made the resource, but could not be asked about it: the engine must keep its id, or it is lost. */
export class UnreadError extends Error {
  readonly id: string;
  /** As much of its outputs as is known. */
  readonly state: Properties;
  constructor(id: string, state: Properties, cause: unknown) {
    super(`made as ${JSON.stringify(id)}, but it could not be read back: ${messageOf(cause)}`, { cause });
    this.name = "UnreadError";
    this.id = id;
    this.state = state;
  }
}

/** The outputs of a resource that is still to be made: its inputs, and unknown for what AWS decides. */
export function previewCreate(entry: ResourceEntry, inputs: Properties): Properties {
  return { ...inputs, ...unknowns(Object.keys(entry.computed)) };
}

/** The outputs of a resource that is still to be changed: what AWS decided once and for all stays known. */
export function previewUpdate(entry: ResourceEntry, state: Properties, news: Properties): Properties {
  const decided = Object.entries(state).filter(([name]) => entry.computed[name] === "stable");
  return { ...news, ...unknowns(Object.keys(entry.computed)), ...Object.fromEntries(decided) };
}

/** Makes the resource. Throws an {@link UnreadError} when it was made but not read back. */
export async function createResource(
  entry: ResourceEntry,
  context: CallContext,
  inputs: Properties,
): Promise<{ readonly id: string; readonly state: Properties }> {
  const id = await entry.create(context, inputs);
  try {
    return { id, state: await readBack(entry, context, id, inputs, inputs) };
  } catch (error) {
    throw new UnreadError(id, stateOf(entry, inputs, {}), error);
  }
}

/**
 * Takes over a resource of which nothing is known but what `pulumi import` names it by, and perhaps the inputs that it
 * was asked for; undefined when there is none.
 */
export async function importResource(
  entry: ResourceEntry,
  context: CallContext,
  text: string,
  inputs: Properties,
): Promise<Read | undefined> {
  const { id, known } = (await entry.importedAs?.(text, context)) ?? { id: text, known: {} };
  return readResource(entry, context, id, { inputs: { ...known, ...inputs }, state: {} });
}

/** Inputs and outputs as the cloud holds them now; undefined when the resource is gone. */
export async function readResource(
  entry: ResourceEntry,
  context: CallContext,
  id: string,
  held: Held,
): Promise<Read | undefined> {
  const read = await entry.read(context, id, knownOf(entry, held.inputs, held.state));
  if (read === undefined) return undefined;
  return { id, inputs: refreshedInputs(entry, held.inputs, read), state: stateOf(entry, held.inputs, read) };
}

/** Changes the resource from the inputs it has to new ones, and returns its outputs. */
export async function updateResource(
  entry: ResourceEntry,
  context: CallContext,
  id: string,
  held: Held,
  news: Properties,
): Promise<Properties> {
  if (entry.update === undefined) throw new Error(`${entry.type} has no update: every change replaces it`);
  const { changed } = diffInputs(entry, held.inputs, news);
  await entry.update(context, id, news, held.inputs, changed);
  return readBack(entry, context, id, news, knownOf(entry, news, held.state));
}

async function readBack(
  entry: ResourceEntry,
  context: CallContext,
  id: string,
  inputs: Properties,
  known: Properties,
): Promise<Properties> {
  const read = await entry.read(context, id, known);
  if (read === undefined) throw new Error(`AWS says that ${JSON.stringify(id)} does not exist`);
  return stateOf(entry, inputs, read);
}

function unknowns(names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, unknownValue]));
}
