import { z } from "zod";
import { nameOf } from "../pulumi/events.ts";
import { mapSecrets } from "../pulumi/secrets.ts";
import type { ResourceValues } from "./values.ts";

const values = z.record(z.string(), z.unknown()).default({});
const urns = z.record(z.string(), z.array(z.string()).nullable().default([])).default({});

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  id: z.string().default(""),
  provider: z.string().default(""),
  delete: z.boolean().default(false),
  inputs: values,
  outputs: values,
  propertyDependencies: urns,
});

const exportSchema = z.object({
  deployment: z.object({ resources: z.array(resourceSchema).default([]) }),
});

/** The resources of an exported state with their values; secrets, providers and what waits for its deletion are left out. */
export function stateResources(exported: unknown): readonly ResourceValues[] {
  const { resources } = exportSchema.parse(exported).deployment;
  const regions = providerRegions(exported);
  return resources
    .filter(({ custom, type, delete: goes }) => custom && !goes && !type.startsWith("pulumi:"))
    .map(({ urn, type, id, provider, inputs, outputs, propertyDependencies }): ResourceValues => {
      return {
        urn,
        type,
        name: nameOf(urn),
        id,
        region: regions.get(providerUrn(provider)),
        properties: withoutSecrets({ ...inputs, ...outputs }),
        madeFrom: Object.fromEntries(Object.entries(propertyDependencies).map(([key, from]) => [key, from ?? []])),
      };
    });
}

/** The region of each provider in an exported state, by its URN. */
export function providerRegions(exported: unknown): ReadonlyMap<string, string> {
  const { resources } = exportSchema.parse(exported).deployment;
  const found = resources
    .filter(({ type }) => type.startsWith("pulumi:providers:"))
    .map(({ urn, inputs }) => [urn, inputs["region"]] as const);
  return new Map(found.filter((entry): entry is readonly [string, string] => typeof entry[1] === "string"));
}

/** The URN in a reference to a provider, `<urn>::<id>`. */
export function providerUrn(reference: string): string {
  return reference.slice(0, Math.max(0, reference.lastIndexOf("::")));
}

/** The same values, each secret as the word `[secret]`. */
export function withoutSecrets(held: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return mapSecrets(held, () => "[secret]") as Readonly<Record<string, unknown>>;
}
