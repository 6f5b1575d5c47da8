import { TandemError } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { layerId, stackName } from "./contract.ts";
import type { Contract } from "./contract.ts";

/** One stack: what it publishes, and whose outputs it reads in an environment of this topology. */
export interface StackDefinition {
  readonly produces: Contract;
  readonly consumes: (topology: Topology) => readonly Contract[];
}

/** Declares a stack and its edges. */
export function defineStack(definition: StackDefinition): StackDefinition {
  return definition;
}

/** One step of a rollout. */
export interface Layer {
  /** `shared`, `global/foundation`, … */
  readonly id: string;
  readonly contract: Contract;
  /** The stack's name in Pulumi. */
  readonly stackName: string;
  /** The layers that must be done before this one starts. */
  readonly dependsOn: readonly string[];
}

/**
 * The layers of an environment, each after everything it consumes; ties keep the order of `stacks`.
 * @throws TandemError when two stacks are the same layer, an edge names no stack, or the edges form a cycle
 */
export function stackGraph(stacks: readonly StackDefinition[], topology: Topology): readonly Layer[] {
  const waiting = stacks.map(({ produces, consumes }): Layer => ({
    id: layerId(produces),
    contract: produces,
    stackName: stackName(produces, topology.environment),
    dependsOn: consumes(topology).map(layerId),
  }));
  const ids = new Set<string>();
  for (const { id } of waiting) {
    if (ids.has(id)) throw new TandemError("graph-twice", `two stacks produce ${id}`, { kind: "bug" });
    ids.add(id);
  }
  for (const { id, dependsOn } of waiting) {
    const missing = dependsOn.find((dependency) => !ids.has(dependency));
    if (missing !== undefined) {
      throw new TandemError("graph-edge", `${id} consumes ${missing}, which no stack produces`, {
        kind: "bug",
      });
    }
  }
  const ordered: Layer[] = [];
  const done = new Set<string>();
  while (ordered.length < waiting.length) {
    const next = waiting.find(
      ({ id, dependsOn }) => !done.has(id) && dependsOn.every((dependency) => done.has(dependency)),
    );
    if (next === undefined) {
      const stuck = waiting.filter(({ id }) => !done.has(id));
      throw new TandemError("graph-cycle", `stacks wait for each other: ${cycleAmong(stuck).join(" -> ")}`, {
        kind: "bug",
      });
    }
    ordered.push(next);
    done.add(next.id);
  }
  return ordered;
}

/** A cycle, its first layer repeated at its end, among layers of which each waits for another of them. */
function cycleAmong(stuck: readonly Layer[]): readonly string[] {
  const path: string[] = [];
  let at = stuck[0];
  while (at !== undefined && !path.includes(at.id)) {
    const { id, dependsOn } = at;
    path.push(id);
    at = stuck.find((layer) => dependsOn.includes(layer.id));
  }
  const back = at?.id ?? "";
  return [...path.slice(path.indexOf(back)), back];
}
