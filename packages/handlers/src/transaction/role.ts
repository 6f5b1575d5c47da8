import { isFresh } from "../common/age.ts";
import type { Now } from "../common/age.ts";
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import { bounded } from "../common/within.ts";

export type Side = "primary" | "standby";

/** Whom DNS leads clients to; undefined where it cannot be told. Never throws. */
export type RoleLookup = () => Promise<Side | undefined>;

/** How long one look-up serves, in milliseconds, whatever it gave: as long as the record itself may be kept. */
export const roleMaxAgeMs = 5000;

/** How long a look-up may take, in milliseconds: a payment may wait for it. */
export const roleLookupMs = 500;

/**
 * Looks up whom the record names, at most every five seconds and once for all who ask meanwhile.
 * @param readText The text of a TXT record; throws when it cannot be read
 */
export function createRoleLookup({
  record,
  readText,
  now,
  log,
}: {
  readonly record: string;
  readonly readText: (name: string) => Promise<string>;
  readonly now: Now;
  readonly log: Log;
}): RoleLookup {
  let kept: { readonly side: Promise<Side | undefined>; readonly at: number } | undefined;
  const lookUp = async (): Promise<Side | undefined> => {
    try {
      const text = await bounded(roleLookupMs, () => readText(record));
      if (text === "primary" || text === "standby") return text;
      throw new Error(`${record} says ${JSON.stringify(text)}, not primary or standby`);
    } catch (error) {
      log.warn("DNS does not say whom it leads clients to", asError(error));
      return undefined;
    }
  };
  return async () => {
    const at = now();
    if (kept === undefined || !isFresh(kept.at, at, roleMaxAgeMs)) kept = { side: lookUp(), at };
    return await kept.side;
  };
}
