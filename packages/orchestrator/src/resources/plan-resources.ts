import { z } from "zod";
import { nameOf } from "../pulumi/events.ts";
import { providerRegions, providerUrn, stateResources, withoutSecrets } from "./state-resources.ts";
import { textOf } from "./values.ts";
import type { ResourceValues } from "./values.ts";

const values = z.record(z.string(), z.unknown()).default({});

const goalSchema = z.object({
  type: z.string(),
  custom: z.boolean().default(false),
  provider: z.string().default(""),
  inputDiff: z
    .object({ adds: values, updates: values, deletes: z.array(z.string()).default([]) })
    .default({ adds: {}, updates: {}, deletes: [] }),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable().default([])).default({}),
});

const planSchema = z.object({
  resourcePlans: z.record(z.string(), z.object({ goal: goalSchema.optional() })).default({}),
});

/**
 * The resources that a layer has once a plan is carried out, from the engine's plan file and the state that it was made
 * against. What is not known yet stays the engine's mark for it; `madeFrom` tells where it comes from.
 * @param exported Undefined where the layer has no state
 */
export function planResources(plan: unknown, exported: unknown): readonly ResourceValues[] {
  const { resourcePlans } = planSchema.parse(plan);
  const state = exported ?? { deployment: {} };
  const before = new Map(stateResources(state).map((resource) => [resource.urn, resource]));
  const deployedRegions = providerRegions(state);
  const regionOf = (provider: string): string | undefined => {
    const urn = providerUrn(provider);
    const { adds = {}, updates = {} } = resourcePlans[urn]?.goal?.inputDiff ?? {};
    return textOf({ ...adds, ...updates }, "region") ?? deployedRegions.get(urn);
  };
  // A plan without a goal is that of a deletion.
  return Object.entries(resourcePlans).flatMap(([urn, { goal }]): readonly ResourceValues[] => {
    if (goal === undefined || !goal.custom || goal.type.startsWith("pulumi:")) return [];
    const { inputDiff, propertyDependencies } = goal;
    const held = before.get(urn);
    const kept = Object.entries(held?.properties ?? {}).filter(([key]) => !inputDiff.deletes.includes(key));
    return [
      {
        urn,
        type: goal.type,
        name: nameOf(urn),
        id: held?.id ?? urn,
        region: regionOf(goal.provider),
        properties: withoutSecrets({ ...Object.fromEntries(kept), ...inputDiff.adds, ...inputDiff.updates }),
        madeFrom: Object.fromEntries(Object.entries(propertyDependencies).map(([key, from]) => [key, from ?? []])),
      },
    ];
  });
}
