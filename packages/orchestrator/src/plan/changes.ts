import { pinnedOutputs } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { statefulTypes } from "@tandem/config";
import { isDeepStrictEqual } from "node:util";
import type { PlannedChange } from "../ports.ts";
import { isUnknown } from "../unknown.ts";
import type { DeployedStack } from "./scratch-state.ts";

/** What happens to one resource in all; the engine tells a replacement in three steps. */
export type ChangeKind = "create" | "update" | "replace" | "delete";

export interface ResourceChange {
  readonly kind: ChangeKind;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Paths of the properties that differ. */
  readonly properties: readonly string[];
  /** Those of them that only a replacement can change. */
  readonly replaceBecause: readonly string[];
  readonly protect: boolean;
}

/** One change for each resource, in the engine's order. */
export function resourceChanges(steps: readonly PlannedChange[]): readonly ResourceChange[] {
  const byUrn = new Map<string, ResourceChange>();
  for (const { operation, urn, type, name, properties, replaceBecause, protect } of steps) {
    const before = byUrn.get(urn);
    const kind = kindOf(operation);
    byUrn.set(urn, {
      kind: before === undefined || before.kind === kind ? kind : "replace",
      urn,
      type,
      name,
      properties: union(before?.properties, properties),
      replaceBecause: union(before?.replaceBecause, replaceBecause),
      protect: protect || before?.protect === true,
    });
  }
  return [...byUrn.values()];
}

function kindOf(operation: string): ChangeKind {
  if (operation.includes("replace")) return "replace";
  if (operation.startsWith("delete") || operation === "discard") return "delete";
  return operation === "update" ? "update" : "create";
}

function union(left: readonly string[] = [], right: readonly string[]): readonly string[] {
  return [...new Set([...left, ...right])];
}

/** What becomes of an output that other stacks may read. */
export interface OutputChange {
  readonly key: string;
  /** `unknown`: it has a value today, and nobody knows before the update whether it stays. */
  readonly change: "new" | "changed" | "unknown" | "gone";
  /** The layers that read its stack. */
  readonly readers: readonly string[];
}

/** The outputs of a contract that would not be what they are, in its order. */
export function outputChanges(
  layer: Layer,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  readers: readonly string[],
): readonly OutputChange[] {
  return Object.keys(layer.contract.outputs).flatMap((key): readonly OutputChange[] => {
    const [was, is] = [before[key], after[key]];
    if (isDeepStrictEqual(was, is)) return [];
    if (was === undefined) return [{ key, change: "new", readers }];
    if (is === undefined) return [{ key, change: "gone", readers }];
    return [{ key, change: hasUnknown(is) ? "unknown" : "changed", readers }];
  });
}

/** Whether a value, or anything inside it, is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(hasUnknown);
}

/** A change that people must see before anything else. */
export type Callout =
  | (CalloutBase & {
      /** A plan with this one is refused. */
      readonly reason: "pinned";
      /** The outputs that name the resource. */
      readonly outputs: readonly string[];
      readonly readers: readonly string[];
    })
  | (CalloutBase & { readonly reason: "stateful"; readonly lost: string })
  /** Pulumi will refuse it. */
  | (CalloutBase & { readonly reason: "protected" });

interface CalloutBase {
  readonly kind: "replace" | "delete";
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

/** The replacements and deletions of what is pinned, stateful or protected. */
export function callouts(
  layer: Layer,
  changes: readonly ResourceChange[],
  deployed: DeployedStack,
  readers: readonly string[],
): readonly Callout[] {
  const behind = resourcesBehind(layer, deployed);
  return changes.flatMap(({ kind, urn, type, name, protect }): readonly Callout[] => {
    if (kind !== "replace" && kind !== "delete") return [];
    const base = { kind, urn, type, name };
    const outputs = behind.get(urn);
    const lost = statefulTypes[type];
    return [
      ...(outputs === undefined ? [] : [{ ...base, reason: "pinned" as const, outputs, readers }]),
      ...(lost === undefined ? [] : [{ ...base, reason: "stateful" as const, lost }]),
      ...(protect ? [{ ...base, reason: "protected" as const }] : []),
    ];
  });
}

/**
 * The pinned outputs by the resource that they name today: the first of the state whose identifier or ARN is the
 * output's value. Others repeat it, as a bucket's policy does, and come after the one that they belong to.
 */
function resourcesBehind(layer: Layer, { outputs, resources }: DeployedStack): ReadonlyMap<string, readonly string[]> {
  const behind = new Map<string, readonly string[]>();
  for (const key of pinnedOutputs(layer.contract)) {
    const value = outputs[key];
    const resource = resources.find(({ names }) => typeof value === "string" && names.includes(value));
    if (resource !== undefined) behind.set(resource.urn, [...(behind.get(resource.urn) ?? []), key]);
  }
  return behind;
}
