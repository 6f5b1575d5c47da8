import { isFresh } from "../common/age.ts";
import type { Now } from "../common/age.ts";
import { asError } from "../common/errors.ts";
import type { RegionState } from "./ledger.ts";

/** The region's fence as last read. `unknown` is never taken for "not fenced". */
export type FenceReading = ({ readonly known: true } & RegionState) | { readonly known: false; readonly error: Error };

export interface Fence {
  /** A known reading that is at most `fenceMaxAgeMs` old, else one made now. */
  readonly current: () => Promise<FenceReading>;
  /** A reading made now. */
  readonly read: (signal?: AbortSignal) => Promise<FenceReading>;
}

/**
 * How old a fence reading may be, in milliseconds, for writes too: reading it for each write would add a round trip to every
 * payment. So a region may take writes for up to this long after its fence is set; drills measure that window.
 */
export const fenceMaxAgeMs = 2000;

/** The state before any failover: the controller writes no item until it first changes a role. */
const beforeAnyFailover: RegionState = { epoch: 1, fenced: false };

/**
 * @param readState Reads this region's state; undefined when there is no item yet, a throw when it cannot be read.
 */
export function createFence(readState: (signal?: AbortSignal) => Promise<RegionState | undefined>, now: Now): Fence {
  let kept: { readonly reading: FenceReading; readonly at: number } | undefined;

  const read = async (signal?: AbortSignal): Promise<FenceReading> => {
    // The age counts from before the call: the state may change while the answer is on its way.
    const at = now();
    try {
      const state = (await readState(signal)) ?? beforeAnyFailover;
      const reading = { known: true, ...state } as const;
      kept = { reading, at };
      return reading;
    } catch (error) {
      return { known: false, error: asError(error) };
    }
  };

  return {
    read,
    current: async () => (kept !== undefined && isFresh(kept.at, now(), fenceMaxAgeMs) ? kept.reading : await read()),
  };
}
