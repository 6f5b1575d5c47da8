import type { RegisteredResource } from "./recording.ts";

type Resources = readonly RegisteredResource[];

/** One line `type name` per resource, sorted: what a program makes, as it is committed for review. */
export function inventory(resources: Resources): string {
  const lines = resources.map(({ type, name }) => `${type} ${name}\n`);
  return lines.toSorted((left, right) => (left < right ? -1 : 1)).join("");
}

/** Names of what would be made by a default provider. */
export function withoutProvider(resources: Resources): readonly string[] {
  return resources
    .filter(({ custom, type }) => (custom && !type.startsWith("pulumi:")) || type.startsWith("awsx:"))
    .filter(({ provider }) => provider === undefined)
    .map(({ type, name }) => `${type} ${name}`);
}

/** The types of resources that have a tag with this key; one of which only some have it ends in ` (some)`. */
export function typesWithTag(resources: Resources, key: string): readonly string[] {
  const types = Map.groupBy(resources, ({ type }) => type);
  return [...types]
    .flatMap(([type, all]) => {
      const tagged = all.filter(({ inputs }) => Object.hasOwn(Object(inputs["tags"]) as object, key)).length;
      if (tagged === 0) return [];
      return [tagged === all.length ? type : `${type} (some)`];
    })
    .toSorted();
}

/**
 * Names of resources that ignore changes of other properties than they should.
 * @param expected The properties that resources of a qualified type must ignore
 */
export function ignoringOtherwise(
  resources: Resources,
  expected: (qualified: string) => readonly string[],
): readonly string[] {
  const list = (properties: readonly string[]) => properties.toSorted().join(", ") || "nothing";
  return resources.flatMap(({ type, qualifiedType, name, ignoreChanges }) => {
    const [ignored, wanted] = [list(ignoreChanges), list(expected(qualifiedType))];
    return ignored === wanted ? [] : [`${type} ${name}: ${ignored}, not ${wanted}`];
  });
}

/** Every action with a wildcard that some policy among the resources allows, as `name: action`. */
export function allowedWildcards(resources: Resources): readonly string[] {
  return resources.flatMap(({ name, inputs }) =>
    [inputs["policy"], inputs["assumeRolePolicy"]]
      .filter((document) => typeof document === "string")
      .flatMap(statementsOf)
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Action }) => Action)
      .filter((action) => action.includes("*"))
      .map((action) => `${name}: ${action}`),
  );
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
}

function statementsOf(document: string): readonly Statement[] {
  return (JSON.parse(document) as { readonly Statement: readonly Statement[] }).Statement;
}
