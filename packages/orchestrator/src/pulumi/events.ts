import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { Drift, PlannedChange, ResourceStep } from "../ports.ts";

/** The outputs, when the event is the one that tells a stack's own. Secrets come as the word `[secret]`. */
export function stackOutputs({ resOutputsEvent }: EngineEvent): Readonly<Record<string, unknown>> | undefined {
  if (resOutputsEvent?.metadata.type !== "pulumi:pulumi:Stack") return undefined;
  return resOutputsEvent.metadata.new?.outputs;
}

/** The step that begins with the event, if one does. */
export function stepOf({ resourcePreEvent }: EngineEvent): ResourceStep | undefined {
  if (resourcePreEvent === undefined) return undefined;
  const { op, urn, type } = resourcePreEvent.metadata;
  return { operation: op, type, name: nameOf(urn) };
}

/** The step that begins with the event, as a preview announces it: with what differs, and without values. */
export function plannedChange(event: EngineEvent): PlannedChange | undefined {
  const step = stepOf(event);
  const metadata = event.resourcePreEvent?.metadata;
  if (step === undefined || metadata === undefined) return undefined;
  const { urn, keys, old } = metadata;
  return {
    ...step,
    urn,
    properties: differing(metadata),
    replaceBecause: keys ?? [],
    protect: old?.protect === true,
  };
}

/** Where the cloud differs from the state, when the event is one of a refresh that says so. */
export function driftOf({ resOutputsEvent }: EngineEvent): Drift | undefined {
  if (resOutputsEvent === undefined) return undefined;
  const { op, urn, type } = resOutputsEvent.metadata;
  if (op !== "update" && op !== "delete") return undefined;
  return { urn, type, name: nameOf(urn), operation: op, properties: differing(resOutputsEvent.metadata) };
}

/** Paths of the properties that differ; the engine writes none as `null`, whatever its types say. */
function differing({ diffs, detailedDiff }: StepEventMetadata): readonly string[] {
  const paths = Object.keys(detailedDiff ?? {});
  return paths.length > 0 ? paths : (diffs ?? []);
}

type StepEventMetadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

/** The logical name at the end of a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** Whether an operation changes nothing. */
export function changesNothing({ operation }: Pick<ResourceStep, "operation">): boolean {
  return unchanged.has(operation);
}

const unchanged = new Set(["same", "read", "refresh"]);
