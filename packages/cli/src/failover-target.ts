import { resolveTxt } from "node:dns/promises";
import { TandemError, awsTables, lastKnown, publishedRegions, repositoryRoot } from "@tandem/orchestrator";
import type { FailoverAccess, Layer, PulumiEngine, Topology } from "@tandem/orchestrator";
import { openTarget } from "./target.ts";

/** What the commands of a failover work on. */
export interface FailoverTarget {
  readonly topology: Topology;
  readonly access: FailoverAccess;
  readonly engine: PulumiEngine;
  readonly layers: readonly Layer[];
  readonly published: Awaited<ReturnType<typeof publishedRegions>>;
  /** Each region's `apiEndpoint`; undefined where its layer is not rolled out. */
  readonly endpoints: { readonly primary: string | undefined; readonly standby: string | undefined };
}

/** @throws TandemError for an environment that is not rolled out */
export async function openFailoverTarget(environment: string): Promise<FailoverTarget> {
  const target = await openTarget(environment);
  const { topology, layers } = await lastKnown(repositoryRoot, environment, target.openStore());
  const published = await publishedRegions(target.engine, environment, layers);
  if (published.standby === undefined) {
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
    engine: target.engine,
    layers,
    published,
    endpoints: { primary: published.primary?.apiEndpoint, standby: published.standby.apiEndpoint },
    access: { ...awsTables(), texts: target.texts ?? texts, call: target.call },
  };
}
