import { topologyOf, topologySchema } from "@tandem/config";
import type { Contract, Layer } from "@tandem/contracts";
import { z } from "zod";
import type { Checkpoint, LayerPreview, PlannedChange } from "../../ports.ts";
import { rehearsalConfig } from "../../rehearsal/rehearsal-config.ts";
import type { RolloutOptions } from "../options.ts";

const contract = (project: Contract["project"], plane: Contract["plane"], outputs: Contract["outputs"]): Contract => ({
  project,
  plane,
  version: 1,
  outputs,
});
const region = { apiEndpoint: z.string() };

const layer = (id: string, of: Contract, ...dependsOn: string[]): Layer => ({
  id,
  contract: of,
  stackName: of.plane === undefined ? "dev" : `dev-${of.plane}`,
  dependsOn,
});

/** The five layers of an environment, with contracts that are quickly kept. */
export const fakeLayers: readonly Layer[] = [
  layer("shared", contract("shared", undefined, { topology: topologySchema, keyArn: z.string() })),
  layer("global/foundation", contract("global", "foundation", { zoneId: z.string() }), "shared"),
  layer("primary-region", contract("primary-region", undefined, region), "shared", "global/foundation"),
  layer("standby-region", contract("standby-region", undefined, region), "shared", "global/foundation"),
  layer(
    "global/traffic",
    contract("global", "traffic", { name: z.string() }),
    "shared",
    "primary-region",
    "standby-region",
  ),
];

const topology = topologyOf(rehearsalConfig("payments-us"));

const published: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  shared: { contractVersion: 1, topology, keyArn: "arn:1" },
  "global/foundation": { contractVersion: 1, zoneId: "Z1" },
  "primary-region": { contractVersion: 1, apiEndpoint: "https://primary.test" },
  "standby-region": { contractVersion: 1, apiEndpoint: "https://standby.test" },
  "global/traffic": { contractVersion: 1, name: "dashboard" },
};

type Call = { readonly operation: string; readonly layer: string; readonly plan?: string | undefined };

/** An engine in memory that publishes what it is told to, and remembers what it was asked. */
export class FakeEngine {
  readonly calls: Call[] = [];
  readonly stacks = new Map<string, Checkpoint>();
  /** What a layer publishes; a test changes it. */
  readonly outputs: Record<string, Readonly<Record<string, unknown>>> = { ...published };
  /** Runs inside a layer's update; throwing fails it. */
  readonly inside: Record<string, (signal: AbortSignal | undefined) => Promise<void>> = {};
  changes: readonly PlannedChange[] = [];
  #clock = Date.parse("2026-11-21T10:00:00Z");

  /** The layers whose update began, in that order, since the last time it was asked. */
  updated(): readonly string[] {
    const began = this.calls.filter(({ operation }) => operation === "up").map(({ layer: id }) => id);
    this.calls.length = 0;
    return began;
  }

  /** What an owner's `pulumi up` does to a stack. */
  touch({ id }: Pick<Layer, "id">, change: Partial<Checkpoint> = {}): void {
    this.#clock += 1000;
    const empty = { resources: [], pendingOperations: [], outputs: {}, references: [] };
    this.stacks.set(id, {
      ...empty,
      ...this.stacks.get(id),
      ...change,
      updatedAt: new Date(this.#clock).toISOString(),
    });
  }

  readonly engine: RolloutOptions["engine"] = {
    create: async (made) => {
      this.calls.push({ operation: "create", layer: made.id });
      this.touch(made);
    },
    up: async (made, { signal, onStep, plan }) => {
      this.calls.push({ operation: "up", layer: made.id, plan });
      onStep?.({ operation: "create", type: "aws:kms/key:Key", name: "key" });
      onStep?.({ operation: "same", type: "aws:kms/alias:Alias", name: "alias" });
      await this.inside[made.id]?.(signal);
      const outputs = this.outputs[made.id] ?? {};
      this.touch(made, { outputs, pendingOperations: [] });
      return { outputs };
    },
    preview: async (made): Promise<LayerPreview> => {
      this.calls.push({ operation: "preview", layer: made.id });
      return { changes: this.changes, unchanged: 0, outputs: {} };
    },
    checkpoint: async ({ contract: { project, plane } }) =>
      this.stacks.get(plane === undefined ? project : `${project}/${plane}`),
  };
}
