import type { Targets } from "@tandem/config/control";
import type { FailoverSettings } from "@tandem/config/failover";
import type { Log } from "../common/log.ts";
import { bounded } from "../common/within.ts";
import { act } from "./act.ts";
import type { ActPorts } from "./act.ts";
import { decide, settle } from "./decide.ts";
import { controllerMetrics } from "./metrics.ts";
import { observe, readingMs } from "./observe.ts";
import type { Sources } from "./observe.ts";
import type { Observations } from "./readings.ts";
import type { ControllerState } from "./state.ts";
import type { Invocation, StateStore } from "./state-store.ts";

export interface TickPorts {
  readonly store: StateStore;
  readonly sources: Sources;
  readonly calls: ActPorts;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly settings: FailoverSettings;
  readonly log: Log;
  /** Counts in CloudWatch, at once. */
  readonly count: (metric: string, value: 0 | 1) => void;
}

/** When to look again, in milliseconds after the tick began; or that another invocation has moved on. */
export type TickResult = { readonly nextTickMs: number } | "superseded";

/**
 * One look at the primary, and what follows: hold the lease, observe, decide, persist, act, and persist what became of it.
 * Nothing is called for that was not persisted before, under the lease.
 * @throws when the state cannot be read, written or understood
 */
export async function tick(ports: TickPorts, invocation: Invocation): Promise<TickResult> {
  const { store, sources, calls, now, settings, log } = ports;
  const [before, targets] = await Promise.all([
    store.hold(invocation, now()),
    bounded(readingMs, (signal) => store.readTargets(signal)),
  ]);
  if (before === "superseded") return "superseded";
  if (targets === undefined) {
    log.info("nothing to watch yet: the traffic plane has not told its targets", {});
    return { nextTickMs: settings.tickMs };
  }
  requireSources(sources, targets);
  const observations = { lease: "held", ...(await observe({ sources, now, log }, targets, before)) } as const;
  const decision = decide({ state: before, observations, now: now(), settings });
  log.info("tick", { reasons: decision.reasons, unknown: unknownOf(observations), epoch: decision.state.epoch });
  const decided = await store.persist(invocation, before.version, decision.state);
  if (decided === "superseded") return "superseded";
  countAlarms(ports, decided);
  if (decision.actions.length === 0) return { nextTickMs: decision.nextTickMs };

  const acted = await act(calls, decision.actions, targets);
  const answeredAt = now();
  const settled = acted.reduce((state, { id, outcome }) => settle(state, id, outcome, answeredAt), decided);
  const kept = await store.persist(invocation, decided.version, settled);
  return kept === "superseded" ? kept : { nextTickMs: decision.nextTickMs };
}

/** Alarms that are raised are told at each tick, so that those of a controller that has gone silent are missed. */
function countAlarms({ count }: TickPorts, { alarms }: ControllerState): void {
  for (const name of alarms) count(controllerMetrics.alarm(name), 1);
}

/** A controller of another kind than its targets would leave the database behind, and never say so. */
function requireSources({ database, compute }: Sources, targets: Targets): void {
  if (targets.database !== undefined && database === undefined) {
    throw new Error("the targets name a database, of which this controller knows nothing");
  }
  if (targets.compute !== undefined && compute === undefined) {
    throw new Error("the targets name compute, of which this controller knows nothing");
  }
}

/** What could not be read, and why. Markers and a lost tail that nothing waits for were not asked for. */
function unknownOf({
  heartbeats,
  fences,
  database,
  compute,
  request: _request,
  markers: _markers,
  lease: _lease,
  ...single
}: Observations) {
  const readings = {
    ...single,
    "heartbeat of primary": heartbeats.primary,
    "heartbeat of standby": heartbeats.standby,
    "fence of primary": fences.primary,
    "fence of standby": fences.standby,
    ...(database && {
      "database's roles": database.roles,
      "database's silence": database.silence,
      "replication lag": database.lag,
      "cluster of primary": database.clusters.primary,
      "cluster of standby": database.clusters.standby,
    }),
    ...(compute && { "capacity of primary": compute.primary, "capacity of standby": compute.standby }),
  };
  return Object.fromEntries(Object.entries(readings).flatMap(([name, of]) => (of.known ? [] : [[name, of.why]])));
}
