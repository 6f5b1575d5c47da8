import { requireEnvironment, topologyOf } from "@tandem/config";
import type { EnvironmentInput, Topology } from "@tandem/config";
import type { RegisteredResource } from "@tandem/testing";

/** The topology of the environment `dev` of a profile. */
export const topologyOfProfile = (profile: string, change: Partial<EnvironmentInput> = {}): Topology =>
  topologyOf(
    requireEnvironment({
      environment: "dev",
      profile,
      environmentSuffix: "dev1",
      accountId: "123456789012",
      domain: undefined,
      primaryRegion: undefined,
      standbyRegion: undefined,
      ...change,
    }),
  );

/** The topology that component tests build with. */
export const topology: Topology = topologyOfProfile("payments-us");

/** One with load balancers before functions, in VPCs with public subnets alone. */
export const balancedTopology: Topology = topologyOfProfile("trading-serverless-us");

/** One with private subnets and no NAT, and weighted records. */
export const privateTopology: Topology = topologyOfProfile("transactions-us");

/** The same with its data protected. */
export const keepTopology: Topology = { ...topology, retention: "keep" };

/** Of a VPC that is not made in a test. */
export const prefixListIds = { s3: "pl-s3", dynamodb: "pl-dynamodb" } as const;

/** How the harness names the run of a component test. */
export const run = { project: "component", stack: "test" } as const;

/** Tags of a resource with this full name. */
export const tags = (fullName: string, of: Pick<Topology, "tags"> = topology) => ({
  ...of.tags,
  Name: fullName,
});

/** `type name parent provider` of everything but the providers, sorted. */
export function shape(resources: readonly RegisteredResource[]): readonly string[] {
  return resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(({ type, name, parent, provider }) => `${type} ${name} < ${parent ?? "stack"} @ ${provider ?? "none"}`)
    .toSorted();
}

/** The one resource of a type, or of a type and a name. */
export function only(resources: readonly RegisteredResource[], type: string, name?: string): RegisteredResource {
  const found = resources.filter((resource) => resource.type === type && (name ?? resource.name) === resource.name);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  throw new Error(`expected one ${type} ${name ?? ""}, found ${found.length}`);
}

/** Names and protection of what is protected from deletion. */
export function protectedNames(resources: readonly RegisteredResource[]): readonly string[] {
  return resources
    .filter((resource) => resource.protect || resource.retainOnDelete)
    .map(({ type, name, protect, retainOnDelete }) => `${type} ${name} protect=${protect} retain=${retainOnDelete}`)
    .toSorted();
}
