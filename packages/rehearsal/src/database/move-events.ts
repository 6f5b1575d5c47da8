import type { RdsEvent } from "../gaps/event-subscriptions.ts";
import type { MoveEvent } from "./surroundings.ts";

/** What tells how a move has ended. Source: "Amazon RDS event categories and event messages for Aurora". */
const events = {
  failover: {
    done: { id: "RDS-EVENT-0238", what: "Global failover", how: "completed" },
    failed: { id: "RDS-EVENT-0239", what: "Global failover", how: "failed" },
  },
  switchover: {
    done: { id: "RDS-EVENT-0185", what: "Global switchover", how: "finished" },
    failed: { id: "RDS-EVENT-0187", what: "Global switchover", how: "failed" },
  },
} as const;

/** Every member is told of the one that the writer was to move to. */
export function moveEvents({ kind, outcome, to, members }: MoveEvent): RdsEvent[] {
  const { id, what, how } = events[kind][outcome];
  return members.map(({ arn, region, cluster }) => ({
    region,
    id,
    category: "global-failover",
    sourceType: "db-cluster",
    sourceId: cluster,
    sourceArn: arn,
    message: `${what} to DB cluster ${to.cluster} in Region ${to.region} ${how}.`,
  }));
}
