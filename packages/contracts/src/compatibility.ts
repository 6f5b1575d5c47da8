import { isDeepStrictEqual } from "node:util";
import type { JsonSchema } from "./json-schema.ts";

/**
 * What a change of a contract breaks for consumers of the same version, one line each, empty when it breaks nothing.
 * Inside a version outputs may be added, and a choice may offer more; nothing goes away and nothing changes its type.
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
      const optional = before.required?.includes(key) === true && after.required?.includes(key) !== true;
      return [...(optional ? [`${at}: no longer required`] : []), ...changes(at, schema, now)];
    }),
  ];
}

/** Everything that must stay the same: all but what may grow, which is compared part by part, prose, and pins. */
function typeOf(schema: JsonSchema): Readonly<Record<string, unknown>> {
  const grows = new Set(["properties", "required", "items", "enum", "const", "description", "pinned"]);
  const fixed = Object.entries(schema).filter(([keyword]) => !grows.has(keyword));
  return { ...Object.fromEntries(fixed), isChoice: choices(schema) !== undefined };
}

/** The legal values, where a schema lists them. */
function choices(schema: JsonSchema): readonly unknown[] | undefined {
  return schema.const === undefined ? schema.enum : [schema.const];
}
