import { z } from "zod";
import type { Checkpoint, CheckpointResource, PendingOperation, ReadStack } from "../ports.ts";
import { nameOf } from "./events.ts";
import { SECRET, SIGNATURE, mapSecrets } from "./secrets.ts";

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  id: z.string().default(""),
  provider: z.string().default(""),
  protect: z.boolean().default(false),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const exportSchema = z.object({
  deployment: z.object({
    manifest: z.object({ time: z.string() }),
    resources: z.array(resourceSchema).default([]),
    pending_operations: z
      .array(
        z.object({
          resource: resourceSchema,
          type: z.enum(["creating", "updating", "deleting", "reading", "importing"]),
        }),
      )
      .default([]),
  }),
});

type Resource = z.infer<typeof resourceSchema>;

/** What `pulumi stack export` prints, without `--show-secrets`. */
export function parseCheckpoint(exported: unknown): Checkpoint {
  const { manifest, resources, pending_operations } = exportSchema.parse(exported).deployment;
  const regions = new Map(
    resources
      .filter(({ type }) => type.startsWith("pulumi:providers:"))
      .map(({ urn, id, inputs }) => [
        `${urn}::${id}`,
        typeof inputs["region"] === "string" ? inputs["region"] : undefined,
      ]),
  );
  const made = resources.filter(isInCloud);
  return {
    updatedAt: manifest.time,
    resources: made.map(({ urn, type, id, provider, protect, outputs }): CheckpointResource => ({
      urn,
      type,
      name: nameOf(urn),
      id,
      region: regions.get(provider),
      protect,
      ...(Object.keys(outputs).length === 0 ? { unread: true } : {}),
    })),
    pendingOperations: pending_operations.map(({ type: kind, resource }): PendingOperation => ({
      kind,
      urn: resource.urn,
      type: resource.type,
      inputs: withoutSecrets(resource.inputs),
      region: regions.get(resource.provider),
      inCloud: isInCloud(resource),
    })),
    outputs: withoutSecrets(stackOf(resources)?.outputs ?? {}),
    references: resources.filter(({ type }) => type === "pulumi:pulumi:StackReference").map(referenceOf),
  };
}

function isInCloud({ custom, type }: Resource): boolean {
  return custom && !type.startsWith("pulumi:");
}

function stackOf(resources: readonly Resource[]): Resource | undefined {
  return resources.find(({ type }) => type === "pulumi:pulumi:Stack");
}

const referenceSchema = z.object({
  name: z.string(),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

function referenceOf({ outputs }: Resource): ReadStack {
  const { name, outputs: read } = referenceSchema.parse(outputs);
  // With one secret among them the engine marks all of them together as one.
  return { name, outputs: read[SIGNATURE] === SECRET ? {} : withoutSecrets(read) };
}

/** The same values, each secret as the word `[secret]`. */
function withoutSecrets(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return mapSecrets(values, () => "[secret]") as Readonly<Record<string, unknown>>;
}
