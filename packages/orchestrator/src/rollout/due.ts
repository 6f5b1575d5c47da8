import { describeParts } from "../digest/describe.ts";
import { changedParts } from "../digest/digest.ts";
import type { Digest } from "../digest/digest.ts";
import type { LayerEntry } from "../ledger/schema.ts";
import type { Checkpoint } from "../ports.ts";

/** What decides whether a layer needs an update. */
export interface LayerState {
  /** What the ledger has of it. */
  readonly entry: LayerEntry | undefined;
  /** Its stack; undefined when there is none. */
  readonly checkpoint: Checkpoint | undefined;
  readonly digest: Digest;
}

/** Why a layer needs an update, in words for people; undefined when everything is as its last one left it. */
export function whyDue({ entry, checkpoint, digest }: LayerState): string | undefined {
  if (checkpoint === undefined) return "its stack does not exist yet";
  const cut = checkpoint.pendingOperations.length;
  if (cut > 0) return `${cut} ${cut === 1 ? "operation of it was" : "operations of it were"} cut off`;
  if (entry === undefined) return "tandem has not rolled it out before";
  if (entry.status === "failed") return "its last run failed";
  const changed = changedParts(entry.digest, digest);
  return changed.length === 0 ? undefined : describeParts(changed);
}

/**
 * Why nothing may be built on a layer that stays out of a run; undefined when it may. An update by its owner, outside of
 * Tandem, makes a layer due, but not stale.
 */
export function whyStale({ entry, checkpoint, digest }: LayerState): string | undefined {
  if (checkpoint === undefined) return "does not exist yet";
  if (checkpoint.pendingOperations.length > 0) return "has operations that were cut off";
  if (entry === undefined) return undefined;
  if (entry.status === "failed") return "failed in its last run";
  const changed = changedParts(entry.digest, digest).filter((part) => part !== "checkpoint");
  return changed.length === 0 ? undefined : `is not up to date: ${describeParts(changed)}`;
}
