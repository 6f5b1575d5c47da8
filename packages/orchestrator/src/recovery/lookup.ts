import type { PendingImport, PendingOperation } from "../ports.ts";

/** What became of a create that nobody saw the end of. */
export type Finding =
  /** It happened: the identifier in `pulumi import`'s form. For what has its identifier from its inputs, it may have. */
  | Pick<PendingImport, "id" | "isHalfMade">
  /** It did not happen, or doing it again does no harm. */
  | "absent"
  /** Nobody can tell; people have to look. */
  | { readonly cannotTell: string };

/** Looks in the cloud for what a pending create may have made. */
export interface ResourceLookup {
  /** @param known identifiers of the type's resources that the state has */
  find(pending: PendingOperation, known: readonly string[]): Promise<Finding>;
}
