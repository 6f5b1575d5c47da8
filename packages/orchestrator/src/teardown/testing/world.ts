import { requireEnvironment, topologyOf } from "@tandem/config";
import type { Retention, Topology } from "@tandem/config";
import { layersOf } from "../../environment-files.ts";
import type { CheckpointResource, Leftovers } from "../../ports.ts";
import type { RolloutEvent } from "../../rollout/events.ts";
import { memoryLateResources } from "../../testing/memory-late-resources.ts";
import { memoryStore } from "../../testing/memory-store.ts";
import { tearDown } from "../tear-down.ts";
import type { TearDownOptions, TeardownQuestion } from "../tear-down.ts";

const configOf = (profile: string, retention: Retention) =>
  requireEnvironment({
    environment: "dev",
    profile,
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
    retention,
  });
const config = configOf("payments-us", "disposable");
const layers = layersOf(config);

/** That of an environment with a database in each region. */
export function withDatabase(retention: Retention = "disposable"): Topology {
  return topologyOf(configOf("transactions-us", retention));
}

/** One of a stack's resources. */
export const resource = (type: string, name: string, protect = false): CheckpointResource => ({
  urn: `urn:pulumi:dev::tandem-shared::${type}::${name}`,
  type,
  name,
  id: `${name}-id`,
  region: "us-east-1",
  protect,
});

/** An environment whose stacks are in memory, and what was done to it. */
export interface World {
  /** By layer; one that is missing has no stack. */
  readonly stacks: Map<string, readonly CheckpointResource[]>;
  readonly destroyed: string[];
  readonly events: RolloutEvent[];
  readonly questions: TeardownQuestion[];
  readonly store: ReturnType<typeof memoryStore>;
  readonly late: ReturnType<typeof memoryLateResources>;
}

/** @param gone ids of the layers whose stacks are gone */
export function world(gone: readonly string[] = []): World {
  const there = layers.filter(({ id }) => !gone.includes(id));
  return {
    stacks: new Map(there.map(({ id }) => [id, [resource("aws:iam/role:Role", id)]])),
    destroyed: [],
    events: [],
    questions: [],
    store: memoryStore(),
    late: memoryLateResources(),
  };
}

export const nothing = { leftovers: [], pendingDeletion: [] } satisfies Leftovers;

/** Tears it down; nobody says no. */
export function run(from: World, changes: Partial<TearDownOptions> = {}) {
  const { stacks, destroyed, events, questions, store, late } = from;
  return tearDown({
    environment: "dev",
    topology: topologyOf(config),
    layers,
    engine: {
      checkpoint: async (stack) => {
        const id = layers.find(({ contract }) => contract === stack.contract)?.id ?? "";
        const resources = stacks.get(id);
        if (resources === undefined) return undefined;
        const outputs = id.endsWith("-region") ? { apiEndpoint: `https://${id}` } : {};
        return { updatedAt: "", resources, pendingOperations: [], outputs, references: [] };
      },
      destroy: async ({ id }, { onStep }) => {
        destroyed.push(id);
        onStep?.({ operation: "delete", type: "aws:iam/role:Role", name: id });
        stacks.delete(id);
      },
    },
    store,
    late,
    call: async () => Response.json({ status: "healthy", epoch: 1 }),
    recover: async () => undefined,
    remains: async () => nothing,
    confirm: async (question) => {
      questions.push(question);
      return true;
    },
    emit: (event) => void events.push(event),
    logOf: ({ id }) => `/logs/${id}.log`,
    stop: new AbortController().signal,
    signal: new AbortController().signal,
    ...changes,
  });
}
