import { digestOf, programDigests } from "../digest/digest.ts";
import { readLedger } from "../ledger/ledger.ts";
import type { StateStore } from "../ports.ts";
import { lastDrift } from "./drift-result.ts";
import { readStatus } from "./status.ts";
import type { EnvironmentStatus, StatusRequest } from "./status.ts";

export interface EnvironmentStatusRequest extends Pick<
  StatusRequest,
  "environment" | "layers" | "regions" | "engine" | "call"
> {
  /** The repository, of which today's digests are made. */
  readonly root: string;
  readonly store: StateStore;
}

/** `readStatus` with what the store and the checkout know. */
export async function environmentStatus({ root, ...request }: EnvironmentStatusRequest): Promise<EnvironmentStatus> {
  const { environment, layers, store } = request;
  const [found, drift] = await Promise.all([readLedger(store, environment), lastDrift(store, environment)]);
  // Without a ledger nothing is compared with them.
  const programs = found === undefined ? undefined : await programDigests(root, layers, {});
  return readStatus({
    ...request,
    ledger: found?.ledger,
    drift,
    digestOf: async (layer) =>
      programs === undefined
        ? {}
        : digestOf(layer, { root, programs, upstream: new Map(), checkpointUpdatedAt: undefined }),
  });
}
