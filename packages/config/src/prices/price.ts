import type { Region } from "../regions.ts";

/** The regions that prices are known of. */
export const pricedRegions = [
  "us-east-1",
  "us-east-2",
  "us-west-2",
  "eu-central-1",
  "eu-central-2",
] as const satisfies readonly Region[];
export type PricedRegion = (typeof pricedRegions)[number];

/** What AWS asks On-Demand for one unit of something, before taxes, free tiers and discounts. */
export interface Price {
  /** `hour`, `GB-month`, `million requests`, … */
  readonly unit: string;
  /** US dollars for each unit. */
  readonly usd: Readonly<Record<PricedRegion, number>>;
  /** AWS's own page with the figure. */
  readonly page: string;
  /** Where the figures that are not assumed were read, since this table was made without access to that page. */
  readonly seen: string;
  /** Regions whose figure was not found anywhere: by what AWS asks elsewhere, and to be checked before it is relied on. */
  readonly assumed: readonly PricedRegion[];
}

interface Figures {
  /** In us-east-1; where the others are not given, in every region. */
  readonly virginia: number;
  /** @default as in us-east-1 */
  readonly ohio?: number;
  readonly oregon?: number;
  readonly frankfurt?: number;
  /** @default as in eu-central-1 */
  readonly zurich?: number;
}

/**
 * A price from its figures.
 * @param known The regions whose figure was found
 */
export function price(
  unit: string,
  { virginia, ohio = virginia, oregon = virginia, frankfurt = virginia, zurich = frankfurt }: Figures,
  page: string,
  seen: string,
  known: readonly PricedRegion[],
): Price {
  const usd = {
    "us-east-1": virginia,
    "us-east-2": ohio,
    "us-west-2": oregon,
    "eu-central-1": frankfurt,
    "eu-central-2": zurich,
  };
  return { unit, usd, page, seen, assumed: pricedRegions.filter((region) => !known.includes(region)) };
}
