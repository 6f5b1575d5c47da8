import type { LoadAttempt, ReadAttempt, StoreFigures, Stretch } from "@tandem/orchestrator/ports";

/** How many versions of each id's payment and document a region shows; 0 where it shows none. */
export interface ReadBack {
  readonly transactions: ReadonlyMap<string, number>;
  readonly documents: ReadonlyMap<string, number>;
}

const stores = [
  { store: "transactions", kind: "transaction" },
  { store: "documents", kind: "document" },
] as const;

/** What became of the writes of each store. Ids are in the order of their first attempts. */
export function storeFigures(attempts: readonly LoadAttempt[], found: ReadBack): readonly StoreFigures[] {
  return stores.map(({ store, kind }) => {
    const byId = Map.groupBy(
      attempts.filter((attempt) => attempt.kind === kind),
      ({ id }) => id,
    );
    const versions = (id: string): number => found[store].get(id) ?? unread(store, id);
    const ids = [...byId.keys()];
    const acknowledged = ids.filter((id) => byId.get(id)?.some(isGood));
    const refused = ids.filter((id) => byId.get(id)?.every(({ outcome }) => outcome === "refused"));
    return {
      store,
      acknowledged: acknowledged.length,
      lost: acknowledged.filter((id) => versions(id) === 0),
      duplicated: ids.filter((id) => versions(id) > 1),
      resurrected: refused.filter((id) => versions(id) > 0),
    };
  });
}

/** What was never read is not known to be there, nor to be missing. */
function unread(store: string, id: string): never {
  throw new Error(`nobody has looked for ${id} among the ${store}`);
}

/**
 * The longest time in which no client's transaction was taken: between two of them, before the first or after the last. A
 * document is none: its store may take it while the ledger's database is not promoted yet.
 * @throws Error when nobody has sent a transaction
 */
export function outageOf(attempts: readonly LoadAttempt[]): Stretch {
  return longestWithout(
    attempts.filter(({ kind }) => kind === "transaction"),
    isNew,
  );
}

/**
 * The same for clients that read, and for those that ask whether the API could serve. Good is 200 alone.
 * @throws Error when one of them has not asked anything
 */
export function readOutagesOf(reads: readonly ReadAttempt[]): Readonly<Record<ReadAttempt["kind"], Stretch>> {
  const outage = (kind: ReadAttempt["kind"]) =>
    longestWithout(
      reads.filter((read) => read.kind === kind),
      ({ status }) => status === 200,
    );
  return { read: outage("read"), health: outage("health") };
}

interface Asked {
  readonly at: number;
  readonly milliseconds: number;
}

function longestWithout<Attempt extends Asked>(
  attempts: readonly Attempt[],
  isGoodOne: (attempt: Attempt) => boolean,
): Stretch {
  if (attempts.length === 0) throw new Error("no client has asked anything");
  const begin = Math.min(...attempts.map(({ at }) => at));
  const end = Math.max(...attempts.map(endOf));
  const good = attempts.filter(isGoodOne).map(endOf);
  return longestGap([begin, ...good, end]);
}

/** The longest time between two neighbours. */
function longestGap(times: readonly number[]): Stretch {
  const sorted = times.toSorted((one, other) => one - other);
  let longest: Stretch = { from: sorted[0] ?? 0, to: sorted[0] ?? 0 };
  for (const [index, to] of sorted.entries()) {
    const from = sorted[index - 1] ?? to;
    if (to - from > longest.to - longest.from) longest = { from, to };
  }
  return longest;
}

/**
 * The longest time in which two regions acknowledged writes, each in its own epoch: from when the later one began to when
 * the earlier one ended. Two regions that took turns, one epoch after another, never did.
 */
export function twoWritersOf(attempts: readonly LoadAttempt[]): Stretch | undefined {
  const good = attempts.filter(isNew);
  const spans = [...Map.groupBy(good, ({ region, epoch }) => JSON.stringify([region, epoch])).values()].map(
    (group) => ({
      region: group[0]?.region,
      from: Math.min(...group.map(endOf)),
      to: Math.max(...group.map(endOf)),
    }),
  );
  let longest: Stretch | undefined;
  for (const one of spans) {
    for (const other of spans) {
      if (one.region === other.region) continue;
      const from = Math.max(one.from, other.from);
      const to = Math.min(one.to, other.to);
      if (from <= to && (longest === undefined || to - from > longest.to - longest.from)) longest = { from, to };
    }
  }
  return longest;
}

/** A replay tells of a write that was there already: another region's, or one that a standby knows, which takes none yet. */
function isNew({ status }: LoadAttempt): boolean {
  return status === 201;
}

function isGood({ outcome }: LoadAttempt): boolean {
  return outcome === "acknowledged";
}

function endOf({ at, milliseconds }: Asked): number {
  return at + milliseconds;
}
