import type { Price, PriceName } from "@tandem/config/prices";
import type { ResourceValues } from "../resources/values.ts";
import type { Requests } from "./requests.ts";
import type { StandingKind } from "./standing.ts";
import type { CostTopology } from "./topology.ts";
import type { Usage } from "./usage.ts";

/** One thing that a resource is billed for. */
export interface Part {
  /** `2 running instances, t3.small` */
  readonly item: string;
  /** In the price's unit, a month. */
  readonly quantity: number;
  readonly price: PriceName | Price;
  /** Where it is billed. @default the resource's region */
  readonly region?: string;
  /** Billed for as long as it stands; of what a thing is billed for twice, the second adds none. @default by its use */
  readonly stands?: { readonly kind: StandingKind; readonly count: number };
  /** It serves both regions, wherever it is. */
  readonly global?: true;
}

/** What pricing a resource may look at. */
export interface Estimating {
  readonly topology: CostTopology;
  readonly usage: Usage;
  /** Of every layer. */
  readonly resources: readonly ResourceValues[];
  readonly requests: Requests;
}

/** What a resource is billed for; none of what is free, undefined of what the price table does not have. */
export type Pricer = (resource: ResourceValues, estimating: Estimating) => readonly Part[] | undefined;
