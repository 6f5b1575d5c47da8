import type { Properties, PropertySpec } from "../entry.ts";
import { textMap } from "./properties.ts";

/** Tag keys with their values. */
export type Tags = Readonly<Record<string, string>>;

/** The spec of `tags`: a resource without tags is the same as one with none named. */
export const tagsSpec: PropertySpec = { default: {} };

/** The tags that the properties ask for. */
export function tagsOf(properties: Properties): Tags {
  return textMap(properties, "tags");
}

/** A list of `{ Key, Value }`, as most AWS APIs want tags. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags from a list of `{ Key, Value }`. */
export function tagsFromList(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries((list ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])));
}

/** What leads from the tags that are there to those that are wanted. */
export function tagChanges(there: Tags, wanted: Tags): { readonly set: Tags; readonly remove: string[] } {
  return {
    set: Object.fromEntries(Object.entries(wanted).filter(([key, value]) => there[key] !== value)),
    remove: Object.keys(there).filter((key) => !Object.hasOwn(wanted, key)),
  };
}

/** The calls of one service that set and remove tags. */
export interface TagCalls {
  set(tags: Tags): Promise<unknown>;
  remove(keys: string[]): Promise<unknown>;
}

/** Makes the tags that are there the wanted ones, with no call where nothing differs. */
export async function moveTags(there: Tags, wanted: Tags, calls: TagCalls): Promise<void> {
  const { set, remove } = tagChanges(there, wanted);
  if (remove.length > 0) await calls.remove(remove);
  if (Object.keys(set).length > 0) await calls.set(set);
}

/** `tags` and `tagsAll` as a read reports them. */
export function tagOutputs(tags: Tags): { tags: Tags; tagsAll: Tags } {
  return { tags, tagsAll: tags };
}
