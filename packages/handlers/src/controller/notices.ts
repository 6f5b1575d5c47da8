import type { ControllerAlarm } from "./metrics.ts";
import type { ControllerState, Notice } from "./state.ts";

/** How many decisions the state keeps. The whole history is in the ledger. */
const keptDecisions = 20;
/** How many notices wait at most, the newest of them: the state is one item of 400 kB at most. */
const keptNotices = 100;

interface Event {
  /** Tells this event from all others, so that a consumer can drop what it gets twice. */
  readonly id: string;
  readonly what: string;
  readonly epoch: number;
  readonly reasons: readonly string[];
}

/** Notes an event among the decisions, and has it written to the ledger and told to people. */
export function announce(state: ControllerState, { id, what, epoch, reasons }: Event, now: number): ControllerState {
  const told = { epoch, at: now, reasons: [...reasons] };
  return {
    ...queue(state, [
      { kind: "record", id: `${id}/record`, event: what, ...told },
      { kind: "notify", id: `${id}/notify`, subject: what, ...told },
    ]),
    decisions: [...state.decisions, { at: now, epoch, what, reasons: [...reasons] }].slice(-keptDecisions),
  };
}

/** Raises and clears alarms so that exactly these are raised. */
export function raiseExactly(state: ControllerState, names: readonly ControllerAlarm[], now: number): ControllerState {
  const alarms: string[] = [...new Set(names)].toSorted();
  const told = (name: string, raised: boolean): Notice => ({
    kind: "alarm",
    id: `${now}/${name}/${raised ? "raised" : "cleared"}`,
    name,
    raised,
    at: now,
  });
  const changes = [
    ...alarms.filter((name) => !state.alarms.includes(name)).map((name) => told(name, true)),
    ...state.alarms.filter((name) => !alarms.includes(name)).map((name) => told(name, false)),
  ];
  return changes.length === 0 ? state : { ...queue(state, changes), alarms };
}

function queue(state: ControllerState, notices: readonly Notice[]): ControllerState {
  return { ...state, outbox: [...state.outbox, ...notices].slice(-keptNotices) };
}
