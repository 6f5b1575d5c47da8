/** How the engine writes a value that is not known before an update, in previews, states and outputs alike. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a leaf is not known yet. */
export function isUnknown(leaf: unknown): boolean {
  return leaf === UNKNOWN;
}
