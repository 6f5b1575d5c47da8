import { modelledAutoScaling } from "../autoscaling/modelled.ts";
import { defaultPromotionSeconds } from "../database/reach.ts";
import { copyingSeconds } from "../gaps/snapshot-copies.ts";
import { everyRegion } from "./health-check-lists.ts";

/** What Tandem answers in place of MiniStack 1.5.33, which of Route 53 has the control plane only, and lacks other parts; for reports. */
export const modelled: readonly string[] = [
  "Route 53's name servers: simple, failover and weighted records, aliases within a zone and of load balancers, each of which " +
    "has one address (at AWS one in each zone)",
  `Route 53's health checkers: one in each of a check's regions (${everyRegion.length} by default; AWS has several in each), ` +
    "which ask over HTTP at the region gate",
  "Route 53's GetHealthCheckStatus, from what those checkers saw",
  "the children and regions in Route 53's answers about health checks, which MiniStack loses",
  "load balancers' data plane, in place of MiniStack's: ports, redirects, forwarding to functions with a balancer's event and " +
    "its limit of 1 MB, and to instances that run as processes of this machine, in turns. No TLS, security groups, keep-alive " +
    "limits, draining or metrics",
  "the health checks of load balancers' targets, one for each target (at AWS from every node), what DescribeTargetHealth and " +
    "EvaluateTargetHealth say of them (a function that nobody checks counts as healthy), also while their region is dark",
  "the hosted zone of each region's load balancers, of which MiniStack knows one",
  "DynamoDB's answer to a ping",
  "a secret's replicas where CreateSecret asks for them, RemoveRegionsFromReplication, and the refusal to delete a secret " +
    "that has replicas; a replica's versions are MiniStack's own copy, at once",
  "RDS event subscriptions, which are told of two events alone: that the roles of a global database have moved, or have not",
  "the databases behind Aurora global clusters: PostgreSQL on this machine, one for each region, with streaming replication " +
    "in place of Aurora's storage; one server stands for all instances of a cluster, and another region's is out of reach; it " +
    "has no aurora_version(), so that patch levels are unknown",
  `how long a move of the writer takes (${defaultPromotionSeconds} s unless a fault says otherwise), its states, and what refuses it: a ` +
    "member without an instance, another engine version, a writer out of reach; the lost tail's snapshot keeps no data",
  `CopyDBClusterSnapshot, within a region and of a cluster that is still there: a copy takes ${copyingSeconds} s and keeps no data, and ` +
    "who makes one with tags is not asked for rds:AddTagsToResource",
  "on which resources RDS authorizes calls about global clusters, about all instances or clusters, and copies and deletions of " +
    "snapshots, of which MiniStack knows none",
  "on which resource CloudWatch Logs authorizes calls about a log stream, which MiniStack takes for ones about its group",
  "endpoints' names once there is an instance, which MiniStack loses; AuroraGlobalDBReplicationLag and AuroraGlobalDBRPOLag, " +
    "both from the newest commits of writer and standby",
  "what RDS tells of a secondary's source (replicationSourceIdentifier), from the global database's members, and its final " +
    "snapshot of a deleted cluster, with which RDS's own go; log exports and the key of Performance Insights are taken and not kept",
  "replication that a cut holds up: MiniStack copies at once, so heartbeat, fence and marker that a region writes during a " +
    "cut are answered in the other as they were before; ledger items and objects are copied all the same",
  ...modelledAutoScaling,
];
