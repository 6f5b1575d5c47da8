import type { Properties, PropertySpec, ResourceEntry, Value } from "./entry.ts";
import { fieldSpec, itemSpec, sameMeaning } from "./canonical.ts";
import { hasUnknown, isList, isObject, joinPath } from "./values.ts";

/** What happens to one property, in the engine's own words. */
export type Change = "add" | "update" | "delete" | "add-replace" | "update-replace" | "delete-replace";

/** What leads from the old inputs to the new ones. */
export interface Difference {
  /** By the path of each property that differs; empty when nothing does. */
  readonly changes: ReadonlyMap<string, Change>;
  /** The top-level properties that differ. */
  readonly changed: ReadonlySet<string>;
  /** Those of them that replace the resource. */
  readonly replaces: ReadonlySet<string>;
}

/** Compares inputs by meaning. A value that is not known yet counts as a change. */
export function diffInputs(entry: ResourceEntry, olds: Properties, news: Properties): Difference {
  const changes = new Map<string, Change>();
  const changed = new Set<string>();
  const replaces = new Set<string>();
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    const spec = entry.properties[name] ?? {};
    const found = diffValue(spec, olds[name], news[name], name, entry.update === undefined);
    for (const [path, change] of found) {
      changes.set(path, change);
      changed.add(name);
      if (change.endsWith("-replace")) replaces.add(name);
    }
  }
  return { changes, changed, replaces };
}

type Found = [path: string, change: Change];

function diffValue(
  spec: PropertySpec,
  old: Value | undefined,
  next: Value | undefined,
  path: string,
  inherited: boolean,
): Found[] {
  if (!hasUnknown(next) && sameMeaning(spec, old, next)) return [];
  const replaces = inherited || spec.replaces === true;
  if (isObject(old) && isObject(next)) {
    return [...new Set([...Object.keys(old), ...Object.keys(next)])].flatMap((key) =>
      diffValue(fieldSpec(spec, key), old[key], next[key], joinPath(path, key), replaces),
    );
  }
  if (isList(old) && isList(next) && spec.set !== true) {
    return Array.from({ length: Math.max(old.length, next.length) }).flatMap((_, index) =>
      diffValue(itemSpec(spec), old[index], next[index], joinPath(path, index), replaces),
    );
  }
  return [[path, changeOf(old, next, replaces)]];
}

function changeOf(old: Value | undefined, next: Value | undefined, replaces: boolean): Change {
  const kind = old === undefined ? "add" : next === undefined ? "delete" : "update";
  return replaces ? `${kind}-replace` : kind;
}
