import type { Topology } from "@tandem/config";
import type { ControllerView } from "../failover/controller-state.ts";
import type { DrillGround } from "../ports.ts";
import type { DatabaseTail } from "./databases.ts";
import { waitFor } from "./wait-for.ts";

/** How long an old writer may take to be compared with the new one and to follow it, in seconds. */
const REBUILD_SECONDS = 120;

/** How long the controller may take to copy the snapshot that there is by then, in seconds. */
const KEEP_SECONDS = 60;

/**
 * What databases have lost since then, once every old writer is back and follows the new one: until it is, nobody knows.
 * @param since in milliseconds since 1970
 */
export function tailsSince(
  ground: Pick<DrillGround, "databases">,
  since: number,
  signal: AbortSignal,
): Promise<readonly DatabaseTail[]> {
  return waitFor("every old writer to follow the new one", REBUILD_SECONDS, signal, async () => {
    const databases = await ground.databases();
    const isUnderWay = databases.some(
      ({ members, moves }) =>
        members.some(({ resyncing }) => resyncing) ||
        moves.some(({ promotedAt, failure }) => promotedAt === null && failure === null),
    );
    if (isUnderWay) return undefined;
    return databases.flatMap(({ tails }) => tails.filter(({ foundAt }) => Date.parse(foundAt) >= since));
  });
}

/** What the controller has kept of a tail. */
export interface KeptTail {
  readonly region: string;
  /** RDS's own snapshot, of which it was copied. */
  readonly snapshot: string;
  /** The copy, which does not expire. */
  readonly keptAs: string;
}

/**
 * Waits until the controller has kept this tail.
 * @throws Error after a minute, with the tail
 */
export function keptOf(
  { region, snapshot }: DatabaseTail,
  { regions }: Pick<Topology, "regions">,
  state: () => Promise<ControllerView | undefined>,
  signal: AbortSignal,
): Promise<KeptTail> {
  return waitFor(`the controller to keep ${snapshot}`, KEEP_SECONDS, signal, async () => {
    const lostTail = (await state())?.lostTail;
    if (lostTail?.keptAs === undefined || lostTail.snapshot !== snapshot || regions[lostTail.side] !== region) {
      return undefined;
    }
    return { region, snapshot, keptAs: lostTail.keptAs };
  });
}
