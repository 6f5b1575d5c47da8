import { heartbeatAge } from "./assess.ts";
import { databaseProblems, lagProblems } from "./database.ts";
import type { Tick } from "./intents.ts";
import { begin } from "./operations.ts";
import type { Progress } from "./operations.ts";
import { announce } from "./notices.ts";
import { valueOf } from "./readings.ts";
import type { OperatorRequest } from "./readings.ts";
import type { ControllerState, Operation, OperationKind } from "./state.ts";

const kindOf: Readonly<Record<OperatorRequest["kind"], OperationKind>> = {
  failover: "planned-failover",
  "failover-with-data-loss": "disaster",
  failback: "failback",
};

/** Takes a person's request up, or refuses it with everything that stands against it. Each request is answered once. */
export function serve(state: ControllerState, request: OperatorRequest, tick: Tick): Progress {
  const served = { ...state, servedRequest: request.id };
  const problems = preflight(state, request, tick);
  if (problems.length === 0) {
    const reasons = [`asked for by request ${request.id}`];
    return begin(served, { id: request.id, kind: kindOf[request.kind], reasons }, tick);
  }
  const refusal = {
    id: `${request.id}/refused`,
    what: `${request.kind} is refused`,
    epoch: state.epoch,
    reasons: problems,
  };
  return { state: announce(served, refusal, tick.now), due: [] };
}

/** What stands against a request; empty when nothing does. */
function preflight({ active, operation }: ControllerState, { kind, at }: OperatorRequest, tick: Tick): string[] {
  const { observations, now, settings } = tick;
  // What else stands against it is of a moment that it was not made for.
  if (now - at > settings.requestMaxAgeMs) {
    const most = settings.requestMaxAgeMs / 1000;
    return [`it was made ${Math.ceil((now - at) / 1000)} s ago, and is taken up within ${most} s`];
  }
  const read = <Value>(reading: Parameters<typeof valueOf<Value>>[0]) =>
    valueOf(reading, now, settings.readingMaxAgeMs);
  const problems: (string | false)[] = [];
  const isForced = kind === "failover-with-data-loss";
  const isReversible = operation === undefined || isBeforeSwitch(operation);
  if (operation !== undefined && !(isForced && isReversible)) {
    problems.push(`${operation.kind} ${operation.id} is in flight, at ${operation.step}`);
  }
  if (kind === "failback") {
    problems.push(
      active === "primary" && "the primary is active already",
      read(observations.probe) !== "fenced" && "the primary does not answer as a fenced region whose stores work",
      heartbeatAge(observations.heartbeats.primary, now, settings) !== "fresh" &&
        "the primary's heartbeat is not fresh",
      read(observations.fences.primary)?.fenced !== true && "the primary is not known to be fenced",
      ...databaseProblems("primary", tick),
      ...lagProblems(tick),
    );
    return problems.filter((problem) => problem !== false);
  }
  problems.push(
    active === "standby" && "the standby is active already",
    read(observations.standbyReady) !== true && "the standby is not known to be ready",
    ...databaseProblems("standby", tick),
  );
  if (!isForced) {
    problems.push(
      heartbeatAge(observations.heartbeats.primary, now, settings) !== "fresh" &&
        "the primary's heartbeat is not fresh",
      ...lagProblems(tick),
      read(observations.fences.primary)?.fenced !== false && "the primary is not known to take writes",
      read(observations.fences.standby)?.fenced !== true && "the standby is not known to be fenced",
    );
  }
  return problems.filter((problem) => problem !== false);
}

/** Where nothing but a fence has changed yet; and, without loss, where the database is on its way. */
function isBeforeSwitch({ kind, step }: Operation): boolean {
  return ["fence", "drain", "restore"].includes(step) || (step === "promote" && kind !== "disaster");
}
