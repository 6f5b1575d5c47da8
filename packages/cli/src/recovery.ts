import { AwsLookup, recoverLayer } from "@tandem/orchestrator";
import type { RecoveryOptions, RecoveryReport } from "@tandem/orchestrator";

type Given = Pick<RecoveryOptions, "engine" | "store">;
type PerLayer = Pick<RecoveryOptions, "emit"> & { readonly signal: AbortSignal };

/** What puts a layer's state right after a killed run, before a command's own operation on it. */
export function recovery(
  given: Given,
): (layer: Parameters<typeof recoverLayer>[0], options: PerLayer) => Promise<RecoveryReport> {
  const lookup = new AwsLookup();
  return (layer, options) => recoverLayer(layer, { ...given, lookup, ...options });
}
