import type { LookupFunction } from "node:net";
import { asError } from "../common/errors.ts";
import { isFresh } from "../common/age.ts";
import type { Now } from "../common/age.ts";

/**
 * How long an address serves at most, in milliseconds, whatever its record's TTL: an endpoint moves to another instance in
 * a failover, and Aurora's own TTL of its endpoints is 5 s (AWS).
 */
export const addressMaxAgeMs = 5000;

/** An address and for how many seconds it may be kept, as `resolve4` of `node:dns` gives it. */
interface Address {
  readonly address: string;
  readonly ttl: number;
}

/** Names for connections. */
export interface Lookup {
  readonly lookup: LookupFunction;
  /** Who was there is gone, or is not the one that was wanted: the next connection asks anew. */
  readonly forget: (name: string) => void;
}

/** Resolves names, each at most every five seconds. A look-up that failed is not kept. */
export function createLookup(
  resolve: (name: string) => Promise<readonly Address[]>,
  now: Now = () => Date.now(),
): Lookup {
  const kept = new Map<string, { readonly address: string; readonly at: number; readonly maxAgeMs: number }>();

  const addressOf = async (name: string): Promise<string> => {
    const at = now();
    const known = kept.get(name);
    if (known !== undefined && isFresh(known.at, at, known.maxAgeMs)) return known.address;
    const [first] = await resolve(name);
    if (first === undefined) throw new Error(`${name} has no address`);
    kept.set(name, { address: first.address, at, maxAgeMs: Math.min(first.ttl * 1000, addressMaxAgeMs) });
    return first.address;
  };
  return {
    lookup: (name, { all }, answer) => {
      addressOf(name).then(
        (address) => (all === true ? answer(null, [{ address, family: 4 }]) : answer(null, address, 4)),
        (error: unknown) => answer(asError(error), ""),
      );
    },
    forget: (name) => void kept.delete(name),
  };
}
