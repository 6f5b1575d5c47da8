import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { changesNothing } from "../pulumi/events.ts";
import { violationLine } from "../pulumi/violation.ts";
import { isUnknown } from "../unknown.ts";

const values = z.record(z.string(), z.unknown()).default({});

const enginePlan = z.object({
  resourcePlans: z
    .record(
      z.string(),
      z.object({
        steps: z.array(z.string()).default([]),
        goal: z
          .object({
            inputDiff: z
              .object({ adds: values, updates: values, deletes: z.array(z.string()).default([]) })
              .default({ adds: {}, updates: {}, deletes: [] }),
          })
          .optional(),
      }),
    )
    .default({}),
});

type ResourcePlan = z.infer<typeof enginePlan>["resourcePlans"][string];

/**
 * Where a layer's plan as it is made now leaves a saved one, a line for each resource: type, name, and the properties
 * that differ, without a value. What either does not know yet agrees with everything.
 * @param saved what the engine saved, as JSON; secrets in it are unknown
 */
export function beyondPlan(saved: string, now: string): readonly string[] {
  const [before, after] = [saved, now].map((text) => enginePlan.parse(JSON.parse(text)).resourcePlans) as [
    Record<string, ResourcePlan>,
    Record<string, ResourcePlan>,
  ];
  const urns = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return urns.flatMap((urn) => {
    const reason = difference(before[urn], after[urn]);
    return reason === undefined ? [] : [violationLine({ urn, reason })];
  });
}

function difference(saved: ResourcePlan | undefined, now: ResourcePlan | undefined): string | undefined {
  const [planned, wanted] = [changing(saved), changing(now)];
  const properties = differing(diffOf(saved), diffOf(now)).join(", ");
  const extra = wanted.filter((step) => !planned.includes(step));
  if (extra.length > 0) return `${extra.join(", ")}${properties === "" ? "" : ` of ${properties}`} is not in the plan`;
  const missed = planned.filter((step) => !wanted.includes(step));
  if (missed.length > 0) return `the plan has ${missed.join(", ")}, which is not needed any more`;
  return wanted.length === 0 || properties === "" ? undefined : `${properties} would not be as planned`;
}

function changing(plan: ResourcePlan | undefined): readonly string[] {
  return (plan?.steps ?? []).filter((operation) => !changesNothing({ operation }));
}

/** The inputs that a resource gets or loses, by name. */
function diffOf(plan: ResourcePlan | undefined): Readonly<Record<string, unknown>> {
  const diff = plan?.goal?.inputDiff;
  return { ...Object.fromEntries((diff?.deletes ?? []).map((key) => [key, null])), ...diff?.adds, ...diff?.updates };
}

function differing(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => !agree(before[key], after[key])).toSorted();
}

function agree(before: unknown, after: unknown): boolean {
  if (isUnknown(before) || isUnknown(after)) return true;
  if (!isObject(before) || !isObject(after)) return isDeepStrictEqual(before, after);
  return Object.keys({ ...before, ...after }).every((key) => agree(before[key], after[key]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
