import type { ResourceValues } from "../../resources/values.ts";

/** The same resources as a preview announces them: no identifier is known yet, only what each property was made from. */
export function planned(resources: readonly ResourceValues[], unknown: string): readonly ResourceValues[] {
  const urns = new Map(resources.map(({ id, urn }) => [id, urn]));
  return resources.map((each) => ({
    ...each,
    id: each.urn,
    properties: forget(each.properties, urns, unknown) as ResourceValues["properties"],
    madeFrom: Object.fromEntries(
      Object.entries(each.properties).map(([key, value]) => [
        key,
        [...new Set(leaves(value).flatMap((leaf) => (isName(key) ? [] : (urns.get(leaf) ?? []))))],
      ]),
    ),
  }));
}

/** What a resource is asked for by name, known before it exists. */
function isName(key: string): boolean {
  return key === "name" || key === "clusterIdentifier";
}

function leaves(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(leaves);
}

function forget(value: unknown, urns: ReadonlyMap<string, string>, unknown: string): unknown {
  if (typeof value === "string") return urns.has(value) ? unknown : value;
  if (Array.isArray(value)) return value.map((item) => forget(item, urns, unknown));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isName(key) ? inner : forget(inner, urns, unknown)]),
  );
}
