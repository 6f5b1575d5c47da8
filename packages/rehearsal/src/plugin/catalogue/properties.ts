import type { Properties, Value } from "../entry.ts";
import { isList, isObject } from "../values.ts";

/** The string under `key`, undefined where there is none. Throws when it is of another kind. */
export function text(of: Properties, key: string): string | undefined {
  const value = of[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new TypeError(`${key} is ${JSON.stringify(value)}; it must be a string`);
  return value;
}

/** The string under `key`. Throws when there is none. */
export function requiredText(of: Properties, key: string): string {
  const value = text(of, key);
  if (value === undefined) throw new TypeError(`${key} is missing; it must be a string`);
  return value;
}

/** The number under `key`, undefined where there is none. Throws when it is of another kind. */
export function number(of: Properties, key: string): number | undefined {
  const value = of[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number") throw new TypeError(`${key} is ${JSON.stringify(value)}; it must be a number`);
  return value;
}

/** The boolean under `key`, undefined where there is none. Throws when it is of another kind. */
export function flag(of: Properties, key: string): boolean | undefined {
  const value = of[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw new TypeError(`${key} is ${JSON.stringify(value)}; it must be true or false`);
  return value;
}

/** The object under `key`, undefined where there is none. Throws when it is of another kind. */
export function object(of: Properties, key: string): Properties | undefined {
  const value = of[key];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new TypeError(`${key} is ${JSON.stringify(value)}; it must be an object`);
  return value;
}

/** The objects in the list under `key`, none where there is no list. Throws when one is of another kind. */
export function objects(of: Properties, key: string): readonly Properties[] {
  return items(of, key).map((item, index) => {
    if (!isObject(item)) throw new TypeError(`${key}[${index}] is ${JSON.stringify(item)}; it must be an object`);
    return item;
  });
}

/** The strings in the list under `key`, undefined where there is no list. Throws when one is of another kind. */
export function texts(of: Properties, key: string): string[] | undefined {
  if (of[key] === undefined || of[key] === null) return undefined;
  return items(of, key).map((item, index) => {
    if (typeof item !== "string")
      throw new TypeError(`${key}[${index}] is ${JSON.stringify(item)}; it must be a string`);
    return item;
  });
}

/** The object of strings under `key`, empty where there is none. Throws when a value is of another kind. */
export function textMap(of: Properties, key: string): Record<string, string> {
  const found = object(of, key) ?? {};
  return Object.fromEntries(Object.keys(found).map((name) => [name, requiredText(found, name)]));
}

/** The same properties without those that are undefined. */
export function present(values: Readonly<Record<string, Value | undefined>>): Properties {
  return Object.fromEntries(Object.entries(values).filter((pair): pair is [string, Value] => pair[1] !== undefined));
}

/**
 * Whether a read may report what AWS fills in by itself where the program says nothing (the official
 * provider's "optional and computed"): the program has set it, or nothing is known, as in an import.
 */
export function asked(known: Properties, key: string): boolean {
  return known[key] !== undefined || Object.keys(known).length === 0;
}

function items(of: Properties, key: string): readonly Value[] {
  const value = of[key];
  if (value === undefined || value === null) return [];
  if (!isList(value)) throw new TypeError(`${key} is ${JSON.stringify(value)}; it must be a list`);
  return value;
}
