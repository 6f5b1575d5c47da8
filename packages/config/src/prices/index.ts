import { computePrices } from "./compute-prices.ts";
import { dataPrices } from "./data-prices.ts";
import { otherPrices } from "./other-prices.ts";

export { instancePrice } from "./compute-prices.ts";
export { databaseInstancePrice } from "./data-prices.ts";
export { pricedRegions } from "./price.ts";
export type { Price, PricedRegion } from "./price.ts";

/** The day that the table was made, ISO 8601. */
export const pricesAsOf = "2026-11-27";

/** Every price but those of instances, by the name that an estimate asks for. */
export const prices = { ...computePrices, ...dataPrices, ...otherPrices } as const;
export type PriceName = keyof typeof prices;
