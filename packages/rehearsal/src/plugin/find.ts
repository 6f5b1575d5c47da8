import type { CallContext, Listed, ResourceEntry } from "./entry.ts";

/** What to look for: the identifier, the physical name, or tags that must all be there. */
export type Wanted =
  | { readonly id: string }
  | { readonly name: string }
  | { readonly tags: Readonly<Record<string, string>> };

/** Every resource of the type in the context's region that fits; empty when there is none. */
export async function find(entry: ResourceEntry, context: CallContext, wanted: Wanted): Promise<Listed[]> {
  const listed = await entry.list(context);
  return listed.filter((resource) => fits(resource, wanted));
}

function fits(resource: Listed, wanted: Wanted): boolean {
  if ("id" in wanted) return resource.id === wanted.id;
  if ("name" in wanted) return resource.name === wanted.name;
  return Object.entries(wanted.tags).every(([key, value]) => resource.tags?.[key] === value);
}
