/** A property that is moved at run time by others than the program that made the resource. */
export interface OwnedProperty {
  /** Pulumi's type token. */
  readonly type: string;
  /** The property at the resource's top, with everything in it. */
  readonly property: string;
  /** `controller`: the failover controller sets it; `role`: it follows from which region is active. */
  readonly owner: "controller" | "role";
  readonly reason: string;
}

/** Every such property. Components ignore exactly these after creation, and `tandem drift` leaves out exactly these. */
export const ownedProperties: readonly OwnedProperty[] = [
  {
    type: "aws:lambda/function:Function",
    property: "reservedConcurrentExecutions",
    owner: "controller",
    reason:
      "a failover gives the standby's function the concurrency that the primary's had; an update must not take it",
  },
];

/** The properties of a type that its program leaves alone: `ignoreChanges`. */
export function ownedPropertiesOf(type: string): string[] {
  return ownedProperties.filter((owned) => owned.type === type).map(({ property }) => property);
}

/** Who owns a property, given by its path: `tags.owner`, `rules[0].id`; undefined when the program does. */
export function ownerOf(type: string, path: string): OwnedProperty | undefined {
  const top = /^[^.[]*/.exec(path)?.[0];
  return ownedProperties.find((owned) => owned.type === type && owned.property === top);
}
