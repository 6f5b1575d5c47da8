/**
 * A fault that a rehearsal can have, by its kind. It holds until other faults are put in its place. A service is named as
 * requests to it are signed (`dynamodb`, `monitoring`); those with one control plane for all regions (`route53`, `iam`) are
 * in us-east-1.
 */
export type Fault =
  /** No request of the region gets an answer, control plane or data plane, and its functions reach nobody. */
  | { readonly kind: "dark"; readonly region: string }
  /**
   * The service answers every request of the region with this status; `execute-api` is the region's REST API, data plane alone,
   * `elasticloadbalancing` what comes to its balancers, and their control plane.
   */
  | { readonly kind: "errors"; readonly region: string; readonly service: string; readonly status: number }
  /** The service's answers of the region come this much later. */
  | { readonly kind: "latency"; readonly region: string; readonly service: string; readonly milliseconds: number }
  /** Functions of each region do not reach the other one, and replication between them stands still. */
  | { readonly kind: "cut"; readonly regions: readonly [string, string] }
  /** Functions of the region reach nothing outside of it, name servers included. It is reached as before. */
  | { readonly kind: "egress"; readonly region: string }
  /** The region's heartbeat is not taken by the control table. */
  | { readonly kind: "mute"; readonly region: string }
  /** The region's database answers nobody, writer and readers, and is replicated from nowhere; RDS itself is there. */
  | { readonly kind: "database-dark"; readonly region: string }
  /** The region's standby database gets nothing of what the writer writes, without either of them noticing. */
  | { readonly kind: "replication-paused"; readonly region: string }
  /** As many moves of a database's writer as said fail when their time has come; the roles stay. */
  | { readonly kind: "promotion-fails"; readonly times: number }
  /** A move of a database's writer that begins now takes this long, instead of 60 s. */
  | { readonly kind: "promotion-time"; readonly seconds: number }
  /** The instances of the region's cluster have failed: it has storage alone, which is replicated to and cannot be promoted. */
  | { readonly kind: "headless"; readonly region: string }
  /** RDS says that the region's cluster runs this engine version. */
  | { readonly kind: "engine-version"; readonly region: string; readonly version: string };
