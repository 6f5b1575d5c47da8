import { everyRegion } from "./health-check-lists.ts";

/** What Tandem answers in place of MiniStack 1.5.33, which of Route 53 has the control plane only; for reports. */
export const modelled: readonly string[] = [
  "Route 53's name servers: simple, failover and weighted records, aliases within a zone",
  `Route 53's health checkers: one in each of a check's regions (${everyRegion.length} by default; AWS has several in each), ` +
    "which ask over HTTP at the region gate",
  "Route 53's GetHealthCheckStatus, from what those checkers saw",
  "the children and regions in Route 53's answers about health checks, which MiniStack loses",
  "DynamoDB's answer to a ping",
  "a secret's replicas where CreateSecret asks for them, RemoveRegionsFromReplication, and the refusal to delete a secret " +
    "that has replicas; a replica's versions are MiniStack's own copy, at once",
  "RDS event subscriptions, which are told of one event alone: that the roles of a global database have moved, as soon as " +
    "MiniStack has answered the call",
  "what RDS tells of a secondary's source (replicationSourceIdentifier), from the global database's members, and its final " +
    "snapshot of a deleted cluster; log exports and the key of Performance Insights are taken and not kept",
  "replication that a cut holds up: MiniStack copies at once, so heartbeat, fence and marker that a region writes during a " +
    "cut are answered in the other as they were before; ledger items and objects are copied all the same",
];
