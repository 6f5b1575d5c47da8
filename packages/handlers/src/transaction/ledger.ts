import type { TransactionPayload } from "./payload.ts";

/** One version of a transaction as the ledger keeps it: written once, never changed. */
export interface LedgerItem extends TransactionPayload {
  /** The region that accepted it. */
  readonly region: string;
  /** The region's epoch when it was accepted. */
  readonly epoch: number;
  /** When it was accepted, ISO 8601 in UTC. */
  readonly acceptedAt: string;
  /** Digest of the payload, by meaning. */
  readonly payloadDigest: string;
}

/** What the ledger needs of a store. Every method throws when the store does not answer. */
export interface TransactionStore {
  /** Every version of one id, the winner first: highest epoch, then highest region name. Strongly consistent in its region. */
  readonly versions: (id: string) => Promise<readonly LedgerItem[]>;
  /** Adds one version; `exists` when this id, epoch and region has one already, which stays as it was. */
  readonly append: (item: LedgerItem) => Promise<"appended" | "exists">;
}

/** A region's state as its controller keeps it. */
export interface RegionState {
  /** Raised by one at each change of roles; at least 1. */
  readonly epoch: number;
  /** A fenced region refuses writes. */
  readonly fenced: boolean;
}
