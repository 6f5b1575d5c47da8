import type { Region, Role } from "@tandem/config";

interface Names {
  readonly processor?: string | undefined;
  readonly healthFunction?: string | undefined;
}

/** As much of a topology as tells what a resource is for. */
export interface CostTopology {
  readonly regions: Readonly<Record<Role, Region>>;
  readonly names: Readonly<Record<Role, Names>> & {
    readonly controller: { readonly latch: string; readonly stateTable: string };
    readonly global: {
      readonly workloadTable?: string | undefined;
      readonly controlTable: string;
      readonly sessionsTable?: string | undefined;
    };
  };
}

/** The role of a region; undefined of a third one. */
export function roleOf({ regions }: CostTopology, region: string | undefined): Role | undefined {
  if (region === regions.primary) return "primary";
  return region === regions.standby ? "standby" : undefined;
}
