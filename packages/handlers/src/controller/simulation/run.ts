import type { Side } from "../readings.ts";
import type { ControllerState } from "../state.ts";
import { Agenda } from "./agenda.ts";
import { Audit } from "./audit.ts";
import type { Departure } from "./audit.ts";
import { Chance } from "./chance.ts";
import { Controllers } from "./controllers.ts";
import type { History } from "./history.ts";
import { World } from "./world.ts";

/** What came of a history. Times are milliseconds after its start. */
export interface Outcome {
  /** What must never happen and did. */
  readonly violations: readonly string[];
  readonly departures: readonly Departure[];
  readonly standbyWritableAt: number | undefined;
  readonly state: ControllerState;
  readonly fences: World["fences"];
  readonly role: World["role"];
  /** Where the database's writer is; undefined while it moves, and where there is none. */
  readonly writer: Side | undefined;
}

/** Lives through a history: the real decision, in a model of everything around it. The same history ends the same way. */
export function simulate(history: History): Outcome {
  const agenda = new Agenda();
  const chance = new Chance(history.seed);
  const world = new World(history, agenda, chance);
  const audit = new Audit(history, agenda, world);
  const controllers = new Controllers({ history, agenda, chance, world, audit });
  agenda.runUntil(history.lastsMs);
  const { violations, departures, standbyWritableAt } = audit;
  return {
    violations,
    departures,
    standbyWritableAt,
    state: controllers.state,
    fences: world.fences,
    role: world.role,
    writer: world.database?.movingTo === undefined ? world.database?.writer : undefined,
  };
}
