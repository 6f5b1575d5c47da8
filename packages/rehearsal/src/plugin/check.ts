import { itemSpec } from "./canonical.ts";
import type { FunctionEntry, Properties, PropertySpec, ResourceEntry, Value } from "./entry.ts";
import { isList, isObject, joinPath, unknownValue } from "./values.ts";

/** One property that the plugin refuses. */
export interface Problem {
  /** Where it is, `replicas[0].foo`. */
  readonly property: string;
  readonly reason: string;
}

type Specs = Readonly<Record<string, PropertySpec>>;

/** Everything that is wrong with a program's inputs, as far as it can be told without AWS; what is unknown passes. */
export function checkInputs(entry: ResourceEntry, inputs: Properties): Problem[] {
  return checkFields(entry.type, entry.properties, inputs, "");
}

/** Everything that is wrong with a function's arguments. */
export function checkArguments(entry: FunctionEntry, args: Properties): Problem[] {
  return checkFields(entry.token, entry.arguments, args, "");
}

/** The inputs with the provider's default tags under the resource's own, where the type takes tags. */
export function withDefaultTags(entry: ResourceEntry, inputs: Properties, defaults: Properties): Properties {
  if (entry.properties["tags"] === undefined || Object.keys(defaults).length === 0) return inputs;
  const { tags = {} } = inputs;
  return isObject(tags) ? { ...inputs, tags: { ...defaults, ...tags } } : inputs;
}

function checkFields(type: string, specs: Specs, object: Properties, path: string): Problem[] {
  const missing = Object.entries(specs)
    .filter(([name, spec]) => spec.required === true && (object[name] ?? undefined) === undefined)
    .map(([name]) => ({ property: joinPath(path, name), reason: `missing; ${type} needs it` }));
  const wrong = Object.entries(object).flatMap(([name, value]) => {
    const spec = specs[name];
    const at = joinPath(path, name);
    return spec === undefined ? [unknownProperty(type, specs, at)] : checkValue(type, spec, value, at);
  });
  return [...missing, ...wrong];
}

function unknownProperty(type: string, specs: Specs, at: string): Problem {
  if (at === "region") {
    return {
      property: at,
      reason: `not used: ${type} is made in the region of its provider; pass that provider instead`,
    };
  }
  const legal = Object.keys(specs).toSorted().join(", ");
  return { property: at, reason: `unknown to the stand-in of ${type}; legal: ${legal}` };
}

function checkValue(type: string, spec: PropertySpec, value: Value, at: string): Problem[] {
  if (value === unknownValue) return [];
  if (spec.json === true) return checkJson(value, at);
  if (spec.fields === undefined) return [];
  if (isList(value)) return value.flatMap((item, index) => checkValue(type, itemSpec(spec), item, joinPath(at, index)));
  if (isObject(value)) return checkFields(type, spec.fields, value, at);
  return [{ property: at, reason: `is ${JSON.stringify(value)}; legal: an object, or a list of objects` }];
}

function checkJson(value: Value, at: string): Problem[] {
  if (typeof value !== "string")
    return [{ property: at, reason: `is ${JSON.stringify(value)}; legal: a string of JSON` }];
  try {
    JSON.parse(value);
    return [];
  } catch (error) {
    if (error instanceof SyntaxError) return [{ property: at, reason: `is no JSON: ${error.message}` }];
    throw error;
  }
}
