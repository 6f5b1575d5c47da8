import { urnTagKey, urnTagValue } from "@tandem/config";
import type { Finding } from "../lookup.ts";

/** What is looked for. */
export interface Wanted {
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Identifiers of the type's resources that the state has. */
  readonly known: readonly string[];
  /** The AWS SDK client of this class, in the region of the resource's provider. */
  client<C>(type: new (config: { readonly region: string }) => C): C;
}

export type Finder = (wanted: Wanted) => Promise<Finding>;

/** A resource's tags; a list of them in AWS's usual form. */
export type Tags = Readonly<Record<string, string>>;
type TagList = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** The input of this name. @throws when the program could not have made the resource without it, and it is not there */
export function input({ urn, inputs }: Pick<Wanted, "urn" | "inputs">, name: string): string {
  const value = inputs[name];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`${urn} was to be made without ${name}`);
}

export function tagsOf(list: TagList | undefined): Tags {
  return Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

export function isOwn({ urn }: Pick<Wanted, "urn">, tags: Tags): boolean {
  return tags[urnTagKey] === urnTagValue(urn);
}

/**
 * Of the one thing that can have this name: whether it is the resource.
 * @param tags undefined when there is none
 */
export function ofName(wanted: Wanted, id: string, tags: Tags | undefined): Finding {
  if (tags === undefined) return "absent";
  if (isOwn(wanted, tags)) return { id };
  return { cannotTell: `${id} exists, but its tag ${urnTagKey} ${told(tags)}` };
}

/**
 * The same for what gets its tags by a second call: where it has none at all, the run died between the two.
 * @param tags undefined when there is none
 */
export function ofNameTaggedLater(wanted: Wanted, id: string, tags: Tags | undefined): Finding {
  return tags !== undefined && Object.keys(tags).length === 0 ? { id } : ofName(wanted, id, tags);
}

function told(tags: Tags): string {
  const value = tags[urnTagKey];
  return value === undefined ? "is not set" : `is ${value}`;
}

/** Of everything of the type: the one that has the resource's tag. */
export function ofTag(wanted: Wanted, found: readonly { readonly id: string; readonly tags: Tags }[]): Finding {
  const own = found.filter(({ tags }) => isOwn(wanted, tags)).map(({ id }) => id);
  return onlyOne(own, `have the tag ${urnTagKey} of one resource`);
}

/** @param what said of the identifiers, where there is more than one */
export function onlyOne(ids: readonly string[], what: string): Finding {
  const [id, ...others] = ids;
  if (id === undefined) return "absent";
  return others.length === 0 ? { id } : { cannotTell: `${ids.join(" and ")} ${what}` };
}

/** Every item of every page. */
export async function everyItem<Page, Item>(
  pages: AsyncIterable<Page>,
  pick: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(pick(page) ?? []));
  return found;
}

/** The answer of a call; undefined where AWS says by one of these errors that there is no such thing. */
export async function unlessMissing<T>(call: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  }
}
