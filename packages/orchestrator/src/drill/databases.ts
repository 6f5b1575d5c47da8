/** One move of a global database's writer. */
export interface DatabaseMove {
  /** With loss of what has not been replicated, or without. */
  readonly kind: "failover" | "switchover";
  /** Regions. */
  readonly from: string;
  readonly to: string;
  /** ISO 8601, as every time here. */
  readonly askedAt: string;
  /** How long it was to take, which is modelled. */
  readonly promotionSeconds: number;
  /** When the new writer could take its first write; null while the move is under way, or when it has failed. */
  readonly promotedAt: string | null;
  /** When the old writer was fenced; null where it could not be reached. */
  readonly fencedAt: string | null;
  readonly failure: string | null;
}

/** What a failover has lost, known once the old writer is back. */
export interface DatabaseTail {
  /** Of the old writer. */
  readonly region: string;
  readonly foundAt: string;
  /** Ids of the ledger's rows that the old writer had and the new one has not. */
  readonly lostIds: readonly string[];
  /** The snapshot that keeps the old writer's data. */
  readonly snapshot: string;
}

/** A global database as it really is, behind what RDS tells of it. */
export interface DatabaseState {
  /** The global cluster's identifier. */
  readonly id: string;
  /** The region whose database takes writes. */
  readonly writer: string;
  readonly members: readonly {
    readonly region: string;
    /** It has an instance. */
    readonly serves: boolean;
    /** Of a standby, behind the writer; null of the writer, and where it cannot be told. */
    readonly lag: { readonly milliseconds: number; readonly bytes: number } | null;
    /** It was the writer, and does not follow the new one yet. */
    readonly resyncing: boolean;
  }[];
  readonly moves: readonly DatabaseMove[];
  readonly tails: readonly DatabaseTail[];
  /** What went wrong with it; empty as long as all is well. */
  readonly problems: readonly string[];
}
