import { isUnknown } from "../unknown.ts";

/** A resource with its values, as a state holds it or a plan announces it. Secrets are the word `[secret]`. */
export interface ResourceValues {
  readonly urn: string;
  readonly type: string;
  /** The logical name, from its URN. */
  readonly name: string;
  /** The provider's identifier; of a resource that is planned only, its URN. */
  readonly id: string;
  /** The region of its provider; undefined when its provider has none. */
  readonly region: string | undefined;
  /** What it was asked for, and over that what the provider says of it. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The URNs of the resources that a property was made from. */
  readonly madeFrom: Readonly<Record<string, readonly string[]>>;
}

/** The resources of each layer, by its id. */
export type ResourcesByLayer = ReadonlyMap<string, readonly ResourceValues[]>;

type Values = Readonly<Record<string, unknown>>;

/** A property's text; undefined where it has none, or one that is not known yet. */
export function textOf(values: Values, key: string): string | undefined {
  const value = values[key];
  return typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
}

/** A property's number, which some providers keep as text. */
export function numberOf(values: Values, key: string): number | undefined {
  const value = values[key];
  if (typeof value === "number") return value;
  const text = textOf(values, key);
  return text === undefined || !/^-?\d+(\.\d+)?$/.test(text) ? undefined : Number(text);
}

/** The texts of a list; those that are not known yet are left out. */
export function textsOf(values: Values, key: string): readonly string[] {
  return itemsOf(values, key).filter((item): item is string => typeof item === "string" && !isUnknown(item));
}

/** The objects of a list; of a single object that one. */
export function objectsOf(values: Values, key: string): readonly Values[] {
  const value = values[key];
  const all = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return all.filter((item): item is Values => typeof item === "object" && item !== null && !Array.isArray(item));
}

function itemsOf(values: Values, key: string): readonly unknown[] {
  const value = values[key];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** What a resource's name is in AWS: its name, its `Name` tag, else its logical name. */
export function displayName({ properties, name }: ResourceValues): string {
  const tags = objectsOf(properties, "tags")[0] ?? {};
  return textOf(properties, "name") ?? textOf(tags, "Name") ?? name;
}
