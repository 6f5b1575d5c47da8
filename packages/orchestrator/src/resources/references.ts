import { isUnknown } from "../unknown.ts";
import { textsOf } from "./values.ts";
import type { ResourceValues } from "./values.ts";

/** A resource's type as its URN has it, without those of its parents. */
function typeIn(urn: string): string | undefined {
  return urn.split("::")[2]?.split("$").at(-1);
}

/**
 * Which resources a property names: by their identifiers where these are known. Where they are not known yet, all those
 * of the type that the property was made from, so that one list in a property counts for all lists of the type in it.
 * @param key The property; of one inside it, `values` is what holds it
 */
export function referencesOf(
  resource: ResourceValues,
  key: string,
  type: string,
  within?: { readonly property: string; readonly values: Readonly<Record<string, unknown>> },
): readonly string[] {
  const values = within?.values ?? resource.properties;
  const known = textsOf(values, key);
  if (!hasUnknown(values[key])) return known;
  const from = resource.madeFrom[within?.property ?? key] ?? [];
  return [...new Set([...known, ...from.filter((urn) => typeIn(urn) === type)])];
}

function hasUnknown(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isUnknown) : isUnknown(value);
}
