import { asError } from "../common/errors.ts";
import { isFresh } from "../common/age.ts";
import type { Now } from "../common/age.ts";
import type { Log } from "../common/log.ts";
import type { RegionState } from "./ledger.ts";
import type { RegionStateItem, RegionStateStore } from "./region-state.ts";
import type { RoleLookup, Side } from "./role.ts";

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

/**
 * How long after DNS has named the region it may not fence itself yet, in milliseconds: until then another process may
 * still be told what DNS said before. One kept look-up of 5 s, the record's TTL of 5 s, and as much again for Route 53.
 */
export const roleSettlesMs = 15_000;

export interface FencePorts {
  readonly states: RegionStateStore;
  /** What DNS says of the roles; undefined where it cannot be told. Never throws. */
  readonly lookUpRole: RoleLookup;
  /** What DNS says where it means this region. */
  readonly role: Side;
  /** Whether the region refuses writes as long as it has no item. */
  readonly startsFenced: boolean;
  readonly now: Now;
  readonly log: Log;
}

/**
 * The region's own fence: what the control table says, and, beside it, what DNS says. Where clients are led to the other
 * region, this one fences itself in its table; that is for good, until the controller unfences it in a higher epoch. One
 * that was just unfenced waits until DNS has named it. Where DNS cannot be read, nothing changes.
 */
export function createFence(ports: FencePorts): Fence {
  const { states, lookUpRole, startsFenced, now } = ports;
  let kept: { readonly reading: FenceReading; readonly at: number } | undefined;

  const read = async (signal?: AbortSignal): Promise<FenceReading> => {
    // The age counts from before the call: the state may change while the answer is on its way.
    const at = now();
    try {
      const [item, role] = await Promise.all([states.read(signal), lookUpRole()]);
      const { epoch, fenced } = await followRole(ports, item, role, signal);
      const reading = { known: true, epoch, fenced } as const;
      kept = { reading, at };
      return reading;
    } catch (error) {
      return { known: false, error: asError(error) };
    }
  };
  /** Before the controller first changes a role there is no item. */
  const followRole = async (
    { role: own, log }: FencePorts,
    item: RegionStateItem | undefined,
    role: Side | undefined,
    signal: AbortSignal | undefined,
  ): Promise<RegionState> => {
    const state = item ?? { epoch: 1, fenced: startsFenced };
    if (role === undefined || state.fenced) return state;
    if (role === own) {
      if (item?.confirmed === false) await tryConfirm(ports, item, signal);
      return state;
    }
    if (!mayFenceItself(item, now())) return state;
    log.info("the region fences itself: DNS names the other one", { epoch: state.epoch });
    return await states.fenceItself(item, signal);
  };
  return {
    read,
    current: async () => (kept !== undefined && isFresh(kept.at, now(), fenceMaxAgeMs) ? kept.reading : await read()),
  };
}

function mayFenceItself(item: RegionStateItem | undefined, now: number): boolean {
  if (item === undefined) return true;
  const { confirmed, confirmedAt } = item;
  return confirmed && (confirmedAt === undefined || now - confirmedAt > roleSettlesMs);
}

/** What is not confirmed now is so at a later reading; payments do not wait for it to succeed. */
async function tryConfirm({ states, now, log }: FencePorts, { epoch }: RegionState, signal?: AbortSignal) {
  try {
    await states.confirm(epoch, now(), signal);
    log.info("DNS names the region: its fence is armed", { epoch });
  } catch (error) {
    log.warn("the fence cannot be armed yet", asError(error));
  }
}
