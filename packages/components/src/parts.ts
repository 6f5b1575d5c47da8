import { TandemError } from "@tandem/config";
import type { RegionalNames, Role, Topology } from "@tandem/config";

type Compute = Topology["compute"];
type GlobalNames = Topology["names"]["global"];

/**
 * The physical name of something that not every profile has.
 * @throws TandemError when this environment's has it not
 */
export function regionalName(
  { names, profile }: Pick<Topology, "names" | "profile">,
  role: Role,
  part: keyof RegionalNames,
): string {
  return present(names[role][part], profile, part);
}

/** The same of what spans both regions. */
export function globalName({ names, profile }: Pick<Topology, "names" | "profile">, part: keyof GlobalNames): string {
  return present(names.global[part], profile, part);
}

/**
 * What serves requests, where it is of one of these kinds.
 * @throws TandemError when it is of another
 */
export function computeOf<Kind extends Compute["kind"]>(
  { compute, profile }: Pick<Topology, "compute" | "profile">,
  ...kinds: readonly Kind[]
): Extract<Compute, { kind: Kind }> {
  if (kinds.some((kind) => kind === compute.kind)) return compute as Extract<Compute, { kind: Kind }>;
  throw lacking(profile, kinds.join(" or "));
}

/**
 * The network of an environment that has one.
 * @throws TandemError when it has none
 */
export function networkOf({
  network,
  profile,
}: Pick<Topology, "network" | "profile">): NonNullable<Topology["network"]> {
  return present(network, profile, "network");
}

/**
 * What an environment has because of its profile.
 * @throws TandemError when it has not
 */
export function present<T>(value: T | undefined, profile: string, part: string): T {
  if (value === undefined) throw lacking(profile, part);
  return value;
}

function lacking(profile: string, part: string): TandemError {
  return new TandemError("part-missing", `an environment of ${profile} has no ${part}`, { kind: "bug" });
}
