import { isDeepStrictEqual } from "node:util";
import { partKeyword } from "@tandem/config";
import type { JsonSchema } from "./json-schema.ts";

/**
 * What a change of a contract breaks for consumers of the same version, one line each, empty when it breaks nothing.
 * Inside a version outputs may be added, and a choice may offer more; nothing goes away and nothing changes its type. What
 * every environment had may become what those with one part have: environments that were there have that part.
 * A higher version may change everything.
 */
export function incompatibilities(before: JsonSchema, after: JsonSchema): readonly string[] {
  const [was, is] = [versionOf(before), versionOf(after)];
  if (is > was) return [];
  if (is < was) return [`contractVersion: ${was} went back to ${is}`];
  return changes("", before, after);
}

function versionOf(schema: JsonSchema): number {
  const version = schema.properties?.["contractVersion"]?.const;
  if (typeof version !== "number") {
    throw new TypeError(`contractVersion is ${JSON.stringify(version)}, expected a number`);
  }
  return version;
}

function changes(path: string, before: JsonSchema, after: JsonSchema): string[] {
  const became = `${path}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`;
  const [was, is] = [alternatives(before), alternatives(after)];
  if (was.length > 1 || is.length > 1) {
    const gone = was.filter((one) => !is.some((other) => changes(path, one, other).length === 0));
    if (gone.length === was.length) return [became];
    return gone.map((one) => `${path}: no longer accepts ${JSON.stringify(one)}`);
  }
  if (!isDeepStrictEqual(typeOf(before), typeOf(after))) return [became];
  const offered = choices(after);
  const withdrawn = choices(before)?.filter((choice) => offered?.includes(choice) === false) ?? [];
  return [
    ...(withdrawn.length > 0
      ? [`${path}: no longer accepts ${withdrawn.map((choice) => JSON.stringify(choice)).join(", ")}`]
      : []),
    ...(before.items !== undefined && after.items !== undefined ? changes(`${path}[]`, before.items, after.items) : []),
    ...Object.entries(before.properties ?? {}).flatMap(([key, schema]) => {
      const at = path === "" ? key : `${path}.${key}`;
      const now = after.properties?.[key];
      if (now === undefined) return [`${at}: removed`];
      const optional =
        before.required?.includes(key) === true && after.required?.includes(key) !== true && !(partKeyword in now);
      return [...(optional ? [`${at}: no longer required`] : []), ...changes(at, schema, now)];
    }),
  ];
}

/** Everything that must stay the same: all but what may grow, which is compared part by part, prose, and pins. */
function typeOf(schema: JsonSchema): Readonly<Record<string, unknown>> {
  const grows = new Set(["properties", "required", "items", "enum", "const", "description", "pinned", partKeyword]);
  const fixed = Object.entries(schema).filter(([keyword]) => !grows.has(keyword));
  return { ...Object.fromEntries(fixed), isChoice: choices(schema) !== undefined };
}

/** What a value may be, where a schema gives several shapes; else the schema itself. */
function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.oneOf ?? schema.anyOf ?? [schema];
}

/** The legal values, where a schema lists them. */
function choices(schema: JsonSchema): readonly unknown[] | undefined {
  return schema.const === undefined ? schema.enum : [schema.const];
}
