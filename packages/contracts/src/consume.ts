import * as pulumi from "@pulumi/pulumi";
import { isUnknown } from "@pulumi/pulumi/output.js";
import { TandemError, planes } from "@tandem/config";
import type { Plane, Topology } from "@tandem/config";
import { TOPOLOGY, layerId, parseOutputs, projectName, stackName } from "./contract.ts";
import type { Contract, OutputsOf, TopologyContract } from "./contract.ts";
import { stacks } from "./stacks.ts";

/** An upstream stack's outputs: the topology plain, everything else as an Output that may be unknown in a preview. */
export type Consumed<C extends Contract> = {
  [K in keyof OutputsOf<C>]: K extends typeof TOPOLOGY ? OutputsOf<C>[K] : pulumi.Output<OutputsOf<C>[K]>;
};

/**
 * Reads an upstream stack of the same environment, checked against its contract. The topology is read first, from
 * `shared`; every other contract needs it, because it decides which edges exist.
 * @throws ContractError when the upstream stack is empty, incomplete or of another version
 * @throws TandemError when the edge is not declared in `stacks.ts`
 */
export function consume<C extends TopologyContract>(contract: C): Promise<Consumed<C>>;
export function consume<C extends Contract>(contract: C, topology: Topology): Promise<Consumed<C>>;
export async function consume<C extends Contract>(contract: C, topology?: Topology): Promise<Consumed<C>> {
  const { environment, ...consumer } = whoAmI(pulumi.getProject(), pulumi.getStack());
  if (topology !== undefined) requireEdge(consumer, contract, topology);
  const reference = new pulumi.StackReference(layerId(contract), {
    name: `${pulumi.getOrganization()}/${projectName(contract)}/${stackName(contract, environment)}`,
  });
  const raw = await rawOutputs(reference);
  const parsed = parseOutputs(contract, environment, raw, isUnknown);
  if (topology === undefined) requireEdge(consumer, contract, parsed[TOPOLOGY] as Topology);
  const secretNames: readonly string[] | undefined = await settled(reference.secretOutputNames);
  // Outputs are secret together as soon as one is. Without the names, each is left as secret as all.
  const knownPlain = (key: string) => secretNames !== undefined && !secretNames.includes(key);
  const outputs = Object.keys(contract.outputs).map((key) => {
    if (key === TOPOLOGY) return [key, parsed[key]];
    // Read per key: with one unknown among the outputs, getOutput makes every key unknown.
    const value = applyWithUnknowns(reference.outputs, () => parsed[key]);
    return [key, knownPlain(key) ? pulumi.unsecret(value) : value];
  });
  return Object.fromEntries(outputs) as Consumed<C>;
}

/**
 * An upstream output of a part that this environment has.
 * @throws TandemError, when it is read, where the upstream stack was deployed without it
 */
export function published<T>(output: pulumi.Output<T | undefined>): pulumi.Output<T> {
  return output.apply((value) => {
    if (value !== undefined) return value;
    throw new TandemError("output-missing", "an upstream stack lacks an output of a part that the topology names", {
      hint: "deploy the stacks above from this version: tandem up",
    });
  }) as pulumi.Output<T>;
}

/** A stack by its names in this repository. */
interface StackIdentity {
  readonly project: string;
  readonly plane: Plane | undefined;
}

/** Which stack a program is, from its names in Pulumi. Only `global` has planes. */
export function whoAmI(pulumiProject: string, pulumiStack: string): StackIdentity & { environment: string } {
  const project = pulumiProject.replace(/^tandem-/, "");
  const plane = project === "global" ? planes.find((candidate) => pulumiStack.endsWith(`-${candidate}`)) : undefined;
  const environment = plane === undefined ? pulumiStack : pulumiStack.slice(0, -plane.length - 1);
  return { project, plane, environment };
}

/** @throws TandemError unless the consumer declares that it reads this contract in an environment of this topology */
function requireEdge(consumer: StackIdentity, contract: Contract, topology: Topology): void {
  const definition = stacks.find(({ produces }) => layerId(produces) === layerId(consumer));
  const declared = definition?.consumes(topology).map(layerId) ?? [];
  if (declared.includes(layerId(contract))) return;
  throw new TandemError(
    "edge-undeclared",
    `${layerId(consumer)} reads ${layerId(contract)} but does not declare it; declared: ${declared.join(", ") || "none"}`,
    { hint: "declare the edge in packages/contracts/src/stacks.ts, or do not read it" },
  );
}

type RawOutputs = Readonly<Record<string, unknown>>;

// The SDK marks these two as internal; its typings leave them out.
interface OutputInternals<T> {
  promise(withUnknowns: true): Promise<T>;
  apply<U>(func: (value: T) => U, runWithUnknowns: true): pulumi.Output<U>;
}

function internals<T>(output: pulumi.Output<T>): OutputInternals<T> {
  return output as unknown as OutputInternals<T>;
}

function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return internals(output).promise(true);
}

async function rawOutputs(reference: pulumi.StackReference): Promise<RawOutputs> {
  return (await settled(reference.outputs as pulumi.Output<RawOutputs>)) ?? {};
}

function applyWithUnknowns(
  outputs: pulumi.Output<RawOutputs>,
  read: (all: RawOutputs) => unknown,
): pulumi.Output<unknown> {
  return internals(outputs).apply(read, true);
}
