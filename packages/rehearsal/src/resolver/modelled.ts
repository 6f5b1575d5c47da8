import { modelledAutoScaling } from "../autoscaling/modelled.ts";
import { everyRegion } from "./health-check-lists.ts";

/** What Tandem answers in place of MiniStack 1.5.33, which of Route 53 has the control plane only, and lacks other parts; for reports. */
export const modelled: readonly string[] = [
  "Route 53's name servers: simple, failover and weighted records, aliases within a zone",
  `Route 53's health checkers: one in each of a check's regions (${everyRegion.length} by default; AWS has several in each), ` +
    "which ask over HTTP at the region gate",
  "Route 53's GetHealthCheckStatus, from what those checkers saw",
  "the children and regions in Route 53's answers about health checks, which MiniStack loses",
  "DynamoDB's answer to a ping",
  "replication that a cut holds up: MiniStack copies at once, so heartbeat, fence and marker that a region writes during a " +
    "cut are answered in the other as they were before; ledger items and objects are copied all the same",
  ...modelledAutoScaling,
];
