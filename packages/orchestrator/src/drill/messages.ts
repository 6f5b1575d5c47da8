import type { Role } from "@tandem/config";
import type { DrillGround } from "../ports.ts";

/** What the topics of both regions have delivered so far. */
export interface Heard {
  readonly counts: Readonly<Record<Role, number>>;
  /** Names of the alarms that were raised, in order. */
  readonly raised: readonly string[];
}

/** Reads both topics; what has been heard before is in it again. */
export async function hear(
  ground: Pick<DrillGround, "messages">,
  topics: Readonly<Record<Role, string>>,
): Promise<Heard> {
  const [primary, standby] = await Promise.all([ground.messages(topics.primary), ground.messages(topics.standby)]);
  const raised = standby.flatMap(
    ({ subject }) => /alarm (?<name>\S+) raised/i.exec(subject ?? "")?.groups?.["name"] ?? [],
  );
  return { counts: { primary: primary.length, standby: standby.length }, raised };
}

/** What was heard after an earlier reading. */
export function heardSince(before: Heard, now: Heard): Heard {
  return {
    counts: {
      primary: now.counts.primary - before.counts.primary,
      standby: now.counts.standby - before.counts.standby,
    },
    raised: [...new Set(now.raised.slice(before.raised.length))],
  };
}
