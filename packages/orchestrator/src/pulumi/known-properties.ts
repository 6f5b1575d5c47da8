import { z } from "zod";
import type { KnownProperties } from "./violation.ts";

const values = z.record(z.string(), z.unknown()).default({});
const diff = z
  .object({ adds: values, updates: values, deletes: z.array(z.string()).default([]) })
  .default({ adds: {}, updates: {}, deletes: [] });

const planSchema = z.object({
  resourcePlans: z
    .record(z.string(), z.object({ goal: z.object({ inputDiff: diff, outputDiff: diff }).optional() }))
    .default({}),
});

const stateSchema = z.object({
  deployment: z
    .object({ resources: z.array(z.object({ urn: z.string(), inputs: values, outputs: values })).default([]) })
    .default({ resources: [] }),
});

/** The names of the properties that a plan file or an exported state has, by their resource. */
export function knownProperties(plan: unknown, state: unknown): KnownProperties {
  const known = new Map<string, Set<string>>();
  const add = (urn: string, names: readonly string[]): void => {
    known.set(urn, new Set([...(known.get(urn) ?? []), ...names]));
  };
  for (const [urn, { goal }] of Object.entries(planSchema.parse(plan).resourcePlans)) {
    for (const { adds, updates, deletes } of goal === undefined ? [] : [goal.inputDiff, goal.outputDiff]) {
      add(urn, [...Object.keys(adds), ...Object.keys(updates), ...deletes]);
    }
  }
  for (const { urn, inputs, outputs } of stateSchema.parse(state).deployment.resources) {
    add(urn, [...Object.keys(inputs), ...Object.keys(outputs)]);
  }
  return known;
}
