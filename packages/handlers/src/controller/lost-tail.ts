import type { Tick } from "./intents.ts";
import { alarmIf } from "./metrics.ts";
import type { ControllerAlarm } from "./metrics.ts";
import { announce } from "./notices.ts";
import { valueOf } from "./readings.ts";
import type { LostTailValue } from "./readings.ts";
import type { Change, ControllerState } from "./state.ts";

/** The snapshot of a lost tail goes with the retention of automatic ones: a copy stays. One that has failed makes way first. */
export function wantedOfTail(lostTail: ControllerState["lostTail"], tick: Tick): readonly Change[] {
  const found = foundIn(tick);
  if (lostTail === undefined || found === undefined) return [];
  const { side, epoch } = lostTail;
  const { snapshot, as, copy } = found;
  switch (copy) {
    case "none":
      return [{ kind: "keep-tail", side, epoch, snapshot, as }];
    case "failed":
      return [{ kind: "drop-tail", side, epoch, as }];
    case "under-way":
    case "available":
      return [];
  }
}

/** Tells once where the lost tail is kept, and no longer looks for one that did not come. */
export function noteLostTail(state: ControllerState, tick: Tick): ControllerState {
  const { lostTail } = state;
  if (lostTail === undefined || lostTail.keptAs !== undefined) return state;
  const { now, settings } = tick;
  const { side, epoch } = lostTail;
  const found = foundIn(tick);
  const noted = found === undefined ? lostTail : { ...lostTail, snapshot: found.snapshot };
  if (found?.copy !== "available") {
    const isGivenUp = now - lostTail.since > settings.tailSoughtMs;
    return isGivenUp
      ? giveUpTail({ ...state, lostTail: noted }, "it is not looked for any longer", tick)
      : { ...state, lostTail: noted };
  }
  const what = `what ${side}'s database had not replicated is kept as the snapshot ${found.as}`;
  return announce(
    { ...state, lostTail: { ...noted, keptAs: found.as } },
    { id: `${epoch}/lost-tail`, what, epoch, reasons: [`it was copied of ${found.snapshot}`] },
    now,
  );
}

/** Forgets a lost tail. People are told of one that is not kept: it may be gone for good. */
export function giveUpTail(state: ControllerState, why: string, { now }: Tick): ControllerState {
  const { lostTail, ...rest } = state;
  if (lostTail === undefined || lostTail.keptAs !== undefined) return rest;
  const { side, epoch, snapshot } = lostTail;
  const what = `what ${side}'s database had not replicated is not kept, and is given up`;
  const where =
    snapshot === undefined ? "no snapshot of it was found" : `RDS's own snapshot of it is ${snapshot}, which expires`;
  return announce(rest, { id: `${epoch}/lost-tail-given-up`, what, epoch, reasons: [why, where] }, now);
}

/** The lost tail is not kept, long after its failover. */
export function tailAlarms({ lostTail }: ControllerState, { now, settings }: Tick): readonly ControllerAlarm[] {
  const isLate = lostTail !== undefined && lostTail.keptAs === undefined && now - lostTail.since > settings.tailAlarmMs;
  return alarmIf(isLate, "tail-not-kept");
}

function foundIn({ observations, now, settings }: Tick): LostTailValue | undefined {
  const found = observations.database && valueOf(observations.database.lostTail, now, settings.readingMaxAgeMs);
  return found === "none" ? undefined : found;
}
