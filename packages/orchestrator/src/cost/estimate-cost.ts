import { pricedRegions, prices, pricesAsOf } from "@tandem/config/prices";
import type { Price, PricedRegion } from "@tandem/config/prices";
import type { ResourceValues, ResourcesByLayer } from "../resources/values.ts";
import { computePricers } from "./compute-pricers.ts";
import { dataPricers } from "./data-pricers.ts";
import { isFree } from "./free-types.ts";
import { otherPricers } from "./other-pricers.ts";
import type { Estimating, Part, Pricer } from "./part.ts";
import type { Cost, CostLine } from "./report.ts";
import { requestsOf } from "./requests.ts";
import { standingOf } from "./standing.ts";
import { roleOf } from "./topology.ts";
import type { CostTopology } from "./topology.ts";
import { assumptionsOf } from "./usage.ts";
import type { Usage } from "./usage.ts";

const pricers: Readonly<Record<string, Pricer>> = { ...computePricers, ...dataPricers, ...otherPricers };

export interface CostRequest {
  readonly topology: CostTopology;
  readonly resources: ResourcesByLayer;
  readonly usage: Usage;
  readonly basis: Cost["basis"];
}

type Unpriced = Cost["unpriced"][number];

/** What the resources cost in a month, from the price table and the usage that is assumed. */
export function estimateCost({ topology, resources, usage, basis }: CostRequest): Cost {
  const requests = requestsOf(topology, resources, usage);
  const estimating = { topology, usage, resources: [...resources.values()].flat(), requests };
  const priced = [...resources].flatMap(([layer, all]) => all.map((each) => pricedResource(layer, each, estimating)));
  const lines = priced
    .flatMap((each) => each.lines)
    .toSorted((one, other) => other.monthly - one.monthly || one.resource.localeCompare(other.resource));
  const sum = (of: readonly CostLine[]) => cents(of.reduce((total, { monthly }) => total + monthly, 0));
  const bySide = (of: readonly CostLine[]) => ({
    primary: sum(of.filter(({ side }) => side === "primary")),
    standby: sum(of.filter(({ side }) => side === "standby")),
    global: sum(of.filter(({ side }) => side === "global")),
  });
  const monthly = sum(lines);
  return {
    currency: "USD",
    pricesAsOf,
    basis,
    usage,
    monthly,
    assumedShare: monthly === 0 ? 0 : cents(sum(lines.filter(({ assumed }) => assumed)) / monthly),
    sides: bySide(lines),
    standing: standingOf(lines),
    layers: [...resources.keys()].map((layer) => ({ layer, ...bySide(lines.filter((line) => line.layer === layer)) })),
    lines,
    unpriced: priced.flatMap((each) => each.unpriced),
    assumptions: [...assumptionsOf(usage)],
  };
}

function pricedResource(
  layer: string,
  resource: ResourceValues,
  estimating: Estimating,
): { readonly lines: readonly CostLine[]; readonly unpriced: readonly Unpriced[] } {
  const { type, name } = resource;
  const without = (why: string) => ({ lines: [], unpriced: [{ layer, type, resource: name, why }] });
  const pricer = pricers[type];
  if (pricer === undefined) {
    return isFree(type) ? { lines: [], unpriced: [] } : without("the estimate does not know the type");
  }
  const parts = pricer(resource, estimating);
  if (parts === undefined) return without("its size is not in the price table");
  const billed = parts.filter(({ quantity }) => quantity > 0);
  const unknown = billed.find((part) => pricedRegionOf(part.region ?? resource.region) === undefined);
  if (unknown !== undefined) {
    return without(`the price table does not have ${unknown.region ?? resource.region ?? "its region"}`);
  }
  return { lines: billed.flatMap((part) => lineOf(layer, resource, part, estimating)), unpriced: [] };
}

function pricedRegionOf(region: string | undefined): PricedRegion | undefined {
  return pricedRegions.find((each) => each === region);
}

function lineOf(
  layer: string,
  { type, name, region: own }: ResourceValues,
  { item, quantity, price, region: billed = own, stands, global }: Part,
  { topology }: Estimating,
): readonly CostLine[] {
  const region = pricedRegionOf(billed);
  if (region === undefined) return [];
  const { unit, usd, page, seen, assumed }: Price = typeof price === "string" ? prices[price] : price;
  const isAssumed = assumed.includes(region);
  return [
    {
      layer,
      side: global === true ? "global" : (roleOf(topology, region) ?? "global"),
      region,
      type,
      resource: name,
      item,
      quantity,
      unit,
      unitPrice: usd[region],
      monthly: quantity * usd[region],
      ...(stands === undefined ? {} : { stands }),
      assumed: isAssumed,
      source: isAssumed ? `${page}; not confirmed for ${region}` : `${page}; ${seen}`,
    },
  ];
}

function cents(value: number): number {
  return Math.round(value * 100) / 100;
}
