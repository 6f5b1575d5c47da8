import { resolveTxt } from "node:dns/promises";
import { TandemError, awsTables, lastKnown, repositoryRoot } from "@tandem/orchestrator";
import type { FailoverAccess, Topology } from "@tandem/orchestrator";
import { openTarget } from "./target.ts";

/** What the commands of a failover work on. */
export interface FailoverTarget {
  readonly topology: Topology;
  readonly access: FailoverAccess;
  /** Each region's `apiEndpoint`; undefined where its layer is not rolled out. */
  readonly endpoints: { readonly primary: string | undefined; readonly standby: string | undefined };
}

/** @throws TandemError for an environment that is not rolled out */
export async function openFailoverTarget(environment: string): Promise<FailoverTarget> {
  const target = await openTarget(environment);
  const { topology, layers } = await lastKnown(repositoryRoot, environment, target.openStore());
  const endpointOf = async (id: string) => {
    const layer = layers.find((candidate) => candidate.id === id);
    const outputs = layer && (await target.engine.outputs(layer));
    const endpoint = outputs?.["apiEndpoint"];
    return typeof endpoint === "string" ? endpoint : undefined;
  };
  const [primary, standby] = await Promise.all([endpointOf("primary-region"), endpointOf("standby-region")]);
  if (standby === undefined) {
    throw new TandemError(
      "not-rolled-out",
      `${environment}: standby-region is not rolled out; its controller decides`,
      {
        hint: `tandem up ${environment}`,
      },
    );
  }
  const texts = async (name: string) => (await resolveTxt(name)).map((parts) => parts.join(""));
  return {
    topology,
    endpoints: { primary, standby },
    access: { ...awsTables(), texts: target.texts ?? texts, call: target.call },
  };
}
