/**
 * The failover controller's numbers. All times are milliseconds. They are the same for every profile: nothing in a profile
 * makes a region's death look different. What a profile may choose, the health check's interval and threshold and the
 * records' TTL, is in `topology.routing`.
 */
export const failover = {
  /** Between two ticks while nothing is wrong; the design's figure. */
  tickMs: 10_000,
  /**
   * Between two ticks while a witness of the active region is not `up`, or an operation runs. An own choice: N ticks at
   * 10 s would cost 30 s of the 60 s that a dark primary may take; at 2 s they cost 6 s. It is also how long `/health`
   * serves one reading, so ticking faster would read the same answer twice.
   */
  fastTickMs: 2_000,
  /**
   * How long after its start an invocation ticks. EventBridge Scheduler starts one every minute at a precision of a minute:
   * starts may be almost two minutes apart.
   */
  invocationMs: 150_000,
  /** How many ticks in a row must give the same verdict before anything moves. */
  ticksToDecide: 3,
  /** Ticks closer to each other than this are one: a duplicated tick is no second look. Half of a fast tick. */
  tickApartMs: 1_000,
  /** After a longer gap than this the count begins anew: what was seen before it says nothing of now. A tick and a half. */
  streakGapMs: 15_000,
  /** A reading older than this is unknown. One tick. */
  readingMaxAgeMs: 10_000,
  /** A heartbeat is fresh up to here: one interval of 10 s, and 5 s for the write and its replication. */
  heartbeatFreshMs: 15_000,
  /**
   * A heartbeat is stale from here: three intervals were missed. It lies above `heartbeatFreshMs` and below the 34 s after
   * which Route 53 tells of a dark region at the latest, so that a dark region never looks like a dead API, and costs no
   * time. Between the two figures nothing is decided.
   */
  heartbeatStaleMs: 30_000,
  /**
   * The primary's heartbeat tells when it last reached its database as well: up to here before the heartbeat itself, the
   * database is alive. Two intervals of 10 s, of which one was missed, and 5 s. From `heartbeatStaleMs` on it is dead, and
   * between the two nothing is decided.
   */
  databaseBeatFreshMs: 25_000,
  /** A lag that was read longer ago than this is unknown: two intervals of the reader's, of which one was missed, and 5 s. */
  lagMaxAgeMs: 25_000,
  /** A replication lag above this is told: the profiles' figure. */
  lagAlarmMs: 30_000,
  /**
   * A call that moves the database is made again only if this long after it the global cluster is read to be as before: RDS
   * has answered or dropped it by then, and tells of it. An own choice; AWS states no time.
   */
  databaseSettlesMs: 30_000,
  /** The same for a move that was seen to begin, and is gone: the cluster's roles follow within this long. */
  databaseQuietMs: 10_000,
  /** For how long after a failover its lost tail is looked for. An own choice, longer than an outage of a region. */
  tailSoughtMs: 604_800_000,
  /**
   * People are told of a lost tail that is not kept this long after its failover. An own choice: RDS takes the snapshot once
   * the old region is back, and it expires with the retention of automatic ones.
   */
  tailAlarmMs: 900_000,
  /** A database that alone is down is left alone for this long: an in-region writer failover takes 30-60 s (AWS). */
  databaseToleranceMs: 60_000,
  /** After an operation was rolled back, no automatic one begins for this long; people are told. */
  cooldownMs: 300_000,
  /**
   * After an operation of a person's, the verdict is no witness for this long: bad answers of the fenced region and good
   * ones of the open one take up to 34 s each to show, the later of them and the record's TTL count, and a checker may lag.
   */
  verdictSettlesMs: 60_000,
  /**
   * A person's request that is older than this is refused: the command that left it has given up by then, and what it asked
   * for is no longer meant. Two minutes are for a controller between two starts, the rest for the operation's steps.
   */
  requestMaxAgeMs: 300_000,
  /**
   * From when a region is known to be fenced until its marker is written, so that the marker follows its last write: its
   * functions read their fence at most every 2 s (`fenceMaxAgeMs`), and a second is left for the write itself. One that
   * needs its second attempt may take longer; it is late then and replicated all the same, under a key of its own.
   */
  fenceSettlesMs: 3_000,
  /** At most how long `act` waits for one call, its second attempt included; a dark primary costs one such wait. */
  callMs: 3_000,
  /** At most how long one step of an operation may take until it is given up, rolled back, or reported. */
  stepDeadlineMs: {
    /** With data loss allowed, one answer to the fence ends its step, whatever it is. */
    fence: 20_000,
    /** DynamoDB replicates in about a second and S3 in seconds, both without a bound that would be under a minute. */
    drain: 60_000,
    switch: 20_000,
    /**
     * Aurora's failover takes "typically a few minutes" (AWS), a switchover as a rule less. One that was not even begun
     * after this long is rolled back, where it is planned.
     */
    promote: 300_000,
    shrink: 20_000,
    /** Route 53 needs three good answers at 10 s, and each of its checkers counts by itself. */
    health: 90_000,
    unlatch: 20_000,
    /** One answer of the latch check at 10 s, and the records' TTLs. */
    dns: 60_000,
  },
  /** What the drill holds a dark primary to: from dark until the standby takes writes. */
  darkToWritableMs: 60_000,
} as const;

export type FailoverSettings = {
  readonly [Name in keyof typeof failover]: (typeof failover)[Name] extends number
    ? number
    : { readonly [Step in keyof (typeof failover)["stepDeadlineMs"]]: number };
};
