import type { Layer } from "@tandem/contracts";
import { resourcesByLayer } from "../resources/read-resources.ts";
import type { ResourceReader } from "../resources/read-resources.ts";
import type { ResourcesByLayer } from "../resources/values.ts";
import { estimateCost } from "./estimate-cost.ts";
import type { CostReport } from "./report.ts";
import type { CostTopology } from "./topology.ts";
import type { Usage } from "./usage.ts";

export interface EnvironmentCostRequest {
  readonly topology: CostTopology & { readonly environment: string; readonly profile: string };
  readonly layers: readonly Layer[];
  readonly reader: ResourceReader;
  /** What the layers would have; asked where one of them is not deployed. */
  readonly planned: () => Promise<ResourcesByLayer>;
  readonly usage: Usage;
  /** @default the current time */
  readonly now?: Date;
}

/** What an environment costs a month: by its states where every layer is deployed, else by a plan of it. */
export async function environmentCost(request: EnvironmentCostRequest): Promise<CostReport> {
  const { topology, layers, reader, planned, usage, now = new Date() } = request;
  const deployed = await resourcesByLayer(reader, layers);
  const isDeployed = layers.every(({ id }) => (deployed.get(id) ?? []).length > 0);
  const resources = isDeployed ? deployed : await planned();
  const cost = estimateCost({ topology, resources, usage, basis: isDeployed ? "deployed" : "planned" });
  const { environment, profile } = topology;
  return { schemaVersion: 1, environment, profile, at: now.toISOString(), cost };
}
