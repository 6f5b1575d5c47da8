import { everyRegion } from "./health-check-lists.ts";

/** What Tandem answers in place of MiniStack 1.5.33, which has Route 53's control plane only; for reports. */
export const modelled: readonly string[] = [
  "Route 53's name servers: simple, failover and weighted records, aliases within a zone",
  `Route 53's health checkers: one in each of a check's regions (${everyRegion.length} by default; AWS has several in each), ` +
    "which ask over HTTP at the region gate",
  "Route 53's GetHealthCheckStatus, from what those checkers saw",
];
