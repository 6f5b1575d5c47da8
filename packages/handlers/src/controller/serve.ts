import { setTimeout as sleep } from "node:timers/promises";
import { MetricUnit, Metrics } from "@aws-lambda-powertools/metrics";
import { roleName, witnessName } from "@tandem/config/control";
import { failover } from "@tandem/config/failover";
import type { Context } from "aws-lambda";
import type { Log } from "../common/log.ts";
import type { ActPorts } from "./act.ts";
import type { ControllerSettings } from "./env.ts";
import { createFences } from "./fences.ts";
import { readHeartbeat } from "./heartbeats.ts";
import { createLatchStore } from "./latch.ts";
import { watch } from "./loop.ts";
import { createMarkers } from "./markers.ts";
import { controllerMetrics } from "./metrics.ts";
import type { Sources } from "./observe.ts";
import type { Places } from "./places.ts";
import { probeControl, probeHealth, probeReady, readRole, readVerdict } from "./probes.ts";
import { createRecorder } from "./record.ts";
import { createStateStore } from "./state-store.ts";
import { tick } from "./tick.ts";

/** What a controller of a profile with a database or compute knows and moves beside. */
export type Extension = Pick<Sources, "database" | "compute"> & Pick<ActPorts, "changeDatabase" | "scale">;

/** What the function does at each invocation: it watches until a later one does. */
export function createWatch(
  settings: ControllerSettings,
  { places, log, extension }: { readonly places: Places; readonly log: Log; readonly extension?: Extension },
): (context: Context) => Promise<void> {
  const { environment, stateTable, controlTable, failoverName } = settings;
  const metrics = new Metrics({
    namespace: controllerMetrics.namespace,
    defaultDimensions: controllerMetrics.dimensions(settings.functionName),
  });
  /** One datum for each event, sent at once: a loop of minutes would report too late. */
  const count = (name: string, value: 0 | 1): void => {
    metrics.addMetric(name, MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  };

  const store = createStateStore(places.standby.items, stateTable);
  const fences = createFences(places, controlTable);
  const latch = createLatchStore(places.standby.items, stateTable);
  const markers = createMarkers(places, settings.markerTable);
  const recorder = createRecorder({ places, stateTable, environment, log, count });
  const { database, compute, ...changes } = extension ?? {};

  const sources: Sources = {
    probe: probeHealth,
    control: (signal) => probeControl(settings.controlProbeUrl, signal),
    ready: probeReady,
    verdict: () => readVerdict(witnessName(failoverName)),
    role: () => readRole(roleName(failoverName)),
    heartbeat: (side, signal) => readHeartbeat(places.standby, controlTable, places[side].region, signal),
    fence: fences.read,
    latch: latch.read,
    arrived: markers.arrived,
    request: store.readRequest,
    ...(database === undefined ? {} : { database }),
    ...(compute === undefined ? {} : { compute }),
  };
  const now = () => Date.now();
  const calls = { fences, latch, markers, recorder, log, callMs: failover.callMs, ...changes };
  const ports = { store, sources, calls, now, settings: failover, log, count };
  return async (context) => {
    await watch(
      { tick: (invocation) => tick(ports, invocation), clock: { now, sleep }, log, count },
      { invocationId: context.awsRequestId, remainingMs: () => context.getRemainingTimeInMillis() },
    );
  };
}
