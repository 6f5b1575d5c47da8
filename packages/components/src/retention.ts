import type { Retention } from "@tandem/config";

/** What a retention means for one resource that holds data or names. */
export interface RetentionOptions {
  /** Pulumi refuses to delete it. */
  readonly protect: boolean;
  /** Pulumi forgets it rather than deletes it, where a program no longer names it. */
  readonly retainOnDelete: boolean;
}

/** `keep` protects from deletion; `disposable` lets `down` remove everything. */
export function retentionOptions(retention: Retention): RetentionOptions {
  const keep = retention === "keep";
  return { protect: keep, retainOnDelete: keep };
}

/** How many days a KMS key that is deleted can still be brought back: the shortest wait that KMS allows, or the longest. */
export function keyDeletionWindowDays(retention: Retention): 7 | 30 {
  return retention === "keep" ? 30 : 7;
}
