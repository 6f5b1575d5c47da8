import type { DrillGround } from "../ports.ts";
import type { DatabaseTail } from "./databases.ts";
import { waitFor } from "./wait-for.ts";

/** How long an old writer may take to be compared with the new one and to follow it, in seconds. */
const REBUILD_SECONDS = 120;

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
