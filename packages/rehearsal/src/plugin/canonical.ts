import { isDeepStrictEqual } from "node:util";
import { Archive, Asset } from "./entry.ts";
import type { PropertySpec, Value } from "./entry.ts";
import { isList, isObject } from "./values.ts";

const anything: PropertySpec = {};

/** The spec of one field of an object, or of the objects in a list. */
export function fieldSpec(spec: PropertySpec, field: string): PropertySpec {
  return spec.fields?.[field] ?? anything;
}

/** The spec of one item of a list: a set's items are compared by their fields, and are no sets themselves. */
export function itemSpec(spec: PropertySpec): PropertySpec {
  return spec.fields === undefined ? anything : { fields: spec.fields };
}

/** Whether two values mean the same: defaults filled in, JSON parsed, sets in any order, archives and assets by hash. */
export function sameMeaning(spec: PropertySpec, one: Value | undefined, other: Value | undefined): boolean {
  return isDeepStrictEqual(canonical(spec, one), canonical(spec, other));
}

/** The same for every value with the same meaning. */
function canonical(spec: PropertySpec, value: Value | undefined): unknown {
  const given = value ?? spec.default;
  if (given === undefined || given === null) return undefined;
  if (given instanceof Archive) return { archive: given.hash };
  if (given instanceof Asset) return { asset: given.hash };
  if (spec.json === true && typeof given === "string") return parsed(given);
  if (isList(given)) return listOf(spec, given);
  if (isObject(given)) return objectOf(spec, given);
  return given;
}

function listOf(spec: PropertySpec, list: readonly Value[]): unknown[] {
  const items = list.map((item) => canonical(itemSpec(spec), item));
  if (spec.set !== true) return items;
  const keyed = items.map((item) => ({ item, key: JSON.stringify(item) ?? "" }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ item }) => item);
}

/** Keys in a fixed order, since sets are sorted by their items' text. */
function objectOf(spec: PropertySpec, object: { readonly [key: string]: Value }): Record<string, unknown> {
  const keys = new Set([...Object.keys(object), ...Object.keys(spec.fields ?? {})]);
  return Object.fromEntries(
    [...keys].toSorted().flatMap((key) => {
      const item = canonical(fieldSpec(spec, key), object[key]);
      return item === undefined ? [] : [[key, item]];
    }),
  );
}

/** JSON by its meaning; what does not parse is itself. */
function parsed(text: string): unknown {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
