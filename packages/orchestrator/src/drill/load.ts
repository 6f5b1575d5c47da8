/** What clients of a drill do. */
export interface LoadOptions {
  /** The name that fails over; clients look it up as its TTL says. */
  readonly failoverName: string;
  /** What stands before `/transactions` in the path: `/prod`, or nothing behind a custom domain. */
  readonly basePath: string;
  /** What clients speak. @default "https" */
  readonly scheme?: "http" | "https";
  /** Begins every id. */
  readonly idPrefix: string;
  /** The folder in which every acknowledgement is kept before its writer goes on. Made if missing. */
  readonly directory: string;
  /** @default 4 */
  readonly writers?: number;
  /** Of each writer. @default 2 */
  readonly requestsPerSecond?: number;
  /** Of one client more, which changes nothing. @default none */
  readonly readsPerSecond?: number;
}

/** One request of a client, once it has ended. */
export interface LoadAttempt {
  readonly id: string;
  readonly kind: "transaction" | "document";
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly milliseconds: number;
  /**
   * `acknowledged`: the write was taken. `refused`: the answer says that it was not, and will not be (4xx, a fence).
   * `failed`: no answer tells what became of it, and the same id is sent again.
   */
  readonly outcome: "acknowledged" | "refused" | "failed";
  /** The answer's status; undefined without one. */
  readonly status: number | undefined;
  /** The region to which DNS had led; undefined where DNS did not answer. */
  readonly region: string | undefined;
  /** Under which epoch the write was taken, as the answer says; undefined where it does not. */
  readonly epoch?: number | undefined;
  /** What kept the answer from coming, or what it said. */
  readonly error: string | undefined;
}

/** One request of a client that changes nothing, once it has ended. */
export interface ReadAttempt {
  /** `read`: a transaction, by its id. `health`: whether the API could serve, `/ready`. */
  readonly kind: "read" | "health";
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly milliseconds: number;
  /** The answer's status; undefined without one. */
  readonly status: number | undefined;
  /** The region to which DNS had led; undefined where DNS did not answer. */
  readonly region: string | undefined;
}

/** What clients have done. */
export interface LoadDone {
  readonly attempts: readonly LoadAttempt[];
  readonly reads: readonly ReadAttempt[];
}

/** Clients that write, and one that reads. */
export interface LoadRun {
  /** Every write that has ended, in the order of their ends. */
  attempts(): readonly LoadAttempt[];
  /** Every read that has ended, in the order of their ends. */
  reads(): readonly ReadAttempt[];
  /** Lets what is under way end, and begins no more. */
  stop(): Promise<readonly LoadAttempt[]>;
}

/** What became of the writes of a store. */
export interface StoreFigures {
  readonly store: "transactions" | "documents";
  readonly acknowledged: number;
  /** Ids that were acknowledged and are not there. */
  readonly lost: readonly string[];
  /** Ids of which there are two versions. */
  readonly duplicated: readonly string[];
  /** Ids that are there although every answer to them was a refusal. */
  readonly resurrected: readonly string[];
}

/** A stretch of time, in milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What clients saw, and what is left of what they wrote. */
export interface LoadFigures {
  /** The longest time in which no write was taken, 201: between two that were, before the first or after the last. */
  readonly outage: Stretch;
  /** The longest time without a good answer, 200, to each kind of reads. */
  readonly readOutages: Readonly<Record<ReadAttempt["kind"], Stretch>>;
  /** The longest time in which both regions took new writes; undefined where none did after the other had begun. */
  readonly twoWriters: Stretch | undefined;
  readonly stores: readonly StoreFigures[];
}
