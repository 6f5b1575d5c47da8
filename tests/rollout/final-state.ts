import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { projectName } from "@tandem/contracts";
import { readLedger } from "@tandem/orchestrator";
import { z } from "zod";
import type { Ground } from "./ground.ts";
import { inClear } from "./stored-secrets.ts";

const stateSchema = z.object({
  checkpoint: z.object({
    latest: z.object({
      resources: z
        .array(
          z.looseObject({
            urn: z.string(),
            id: z.string().optional(),
            outputs: z.looseObject({ urlId: z.string().optional() }).optional(),
            dependencies: z.array(z.string()).default([]),
            propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).default({}),
          }),
        )
        .default([]),
      pending_operations: z.array(z.unknown()).default([]),
    }),
  }),
});

/** What a rollout leaves, with random identifiers as the resources that have them: equal where the environments are. */
export async function finalState({ config, layers, proving, store }: Ground) {
  const { primary, standby } = config.regions;
  const [inventory, ledger, states, locks] = await Promise.all([
    proving.inventory([primary, standby]),
    readLedger(store, config.environment),
    Promise.all(layers.map(async (layer) => [layer.id, await stateOf(store.url, layer, proving.environment)] as const)),
    Promise.all(layers.map((layer) => store.stackLocks(layer))),
  ]);
  const resources = states.flatMap(([, state]) => state?.resources ?? []);
  const masked = mask(resources);
  return {
    held: masked(
      inventory
        .filter(({ pendingDeletion }) => pendingDeletion === undefined)
        .map(({ type, region, id }) => `${type} ${region} ${id}`),
    ).toSorted(),
    states: masked(states.map(([id, state]) => ({ id, state }))),
    locks: locks.flat(),
    ended: Object.entries(ledger?.ledger.layers ?? {})
      .map(([id, { status }]) => `${id} ${status}`)
      .toSorted(),
  };
}

/**
 * What is otherwise once it has been read from the cloud. Of a function's code the state keeps no more than its hash,
 * and what was read has none; a cluster's members have come after it, and which of them it follows is a matter of roles.
 */
const readOtherwise = new Set(["code", "clusterMembers", "globalClusterMembers", "replicationSourceIdentifier"]);

/** A state as if it had been read from the cloud. */
export function asRead(state: Awaited<ReturnType<typeof finalState>>): unknown {
  return JSON.parse(
    JSON.stringify(state, (key, value: unknown) => (readOtherwise.has(key) ? undefined : value)),
  ) as unknown;
}

/** A layer's state as the engine wrote it, in the order of URNs; undefined where there is no stack. */
async function stateOf(
  url: string,
  { contract, stackName }: Ground["layers"][number],
  environment: Readonly<Record<string, string>>,
) {
  const folder = join(fileURLToPath(url), ".pulumi/stacks", projectName(contract));
  const name = `${stackName}.json`;
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  if (!names.includes(name)) return undefined;
  const text = await inClear(await readFile(join(folder, name), "utf8"), environment);
  const { latest } = stateSchema.parse(JSON.parse(text)).checkpoint;
  const resources = latest.resources.map(normal).toSorted((one, other) => (one.urn < other.urn ? -1 : 1));
  return { resources, pending: latest.pending_operations };
}

type Resource = z.infer<typeof stateSchema>["checkpoint"]["latest"]["resources"][number];

/** Without the times at which the engine wrote it; sets of dependencies have no order, and none is an empty set. */
function normal({ created: _created, modified: _modified, dependencies, propertyDependencies, ...resource }: Resource) {
  const byProperty = Object.entries(propertyDependencies).flatMap(([name, urns]) =>
    urns === null || urns.length === 0 ? [] : [[name, urns.toSorted()] as const],
  );
  return {
    ...resource,
    dependencies: dependencies.toSorted(),
    propertyDependencies: Object.fromEntries(byProperty),
  };
}

/** What AWS and the engine draw by chance: inside identifiers, and times and unique ids in outputs. */
const RANDOM =
  /(?<![0-9A-Za-z])(mrk-[0-9a-f]{32}|Z[0-9A-Z]{12,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-z]{32}|[0-9a-f]{8})(?![0-9A-Za-z])/g;
const OTHERS = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?|(?<![0-9A-Z])A(ROA|NPA)[0-9A-Z]{17}/g;

/** Puts in place of every random part of an identifier, and of a function's address, the resource that was the first to have it. */
function mask(resources: readonly Pick<Resource, "urn" | "id" | "outputs">[]) {
  const owners = new Map<string, string>();
  for (const { urn, id = "", outputs: { urlId = "" } = {} } of resources) {
    for (const [part] of `${id} ${urlId}`.matchAll(RANDOM))
      if (!owners.has(part)) owners.set(part, `<${urn.split("::").slice(2).join(" ")}>`);
  }
  const inText = (text: string): string =>
    text.replaceAll(RANDOM, (part) => owners.get(part) ?? part).replaceAll(OTHERS, "<drawn>");
  return <T>(value: T): T => JSON.parse(inText(JSON.stringify(value))) as T;
}
