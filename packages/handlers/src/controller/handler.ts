import { setTimeout as sleep } from "node:timers/promises";
import { Logger } from "@aws-lambda-powertools/logger";
import { MetricUnit, Metrics } from "@aws-lambda-powertools/metrics";
import { roleName, witnessName } from "@tandem/config/control";
import { failover } from "@tandem/config/failover";
import type { Context } from "aws-lambda";
import { readEnvironment } from "./env.ts";
import { createFences } from "./fences.ts";
import { readHeartbeat } from "./heartbeats.ts";
import { createLatchStore } from "./latch.ts";
import { watch } from "./loop.ts";
import { createMarkers } from "./markers.ts";
import { controllerMetrics } from "./metrics.ts";
import type { Sources } from "./observe.ts";
import { reach } from "./places.ts";
import { probeControl, probeHealth, probeReady, readRole, readVerdict } from "./probes.ts";
import { createRecorder } from "./record.ts";
import { createStateStore } from "./state-store.ts";
import { tick } from "./tick.ts";

const settings = readEnvironment(process.env);
const { service, environment, logLevel, stateTable, controlTable, failoverName } = settings;
const persistentKeys = { environment, region: settings.standby.region };
const log = new Logger({ serviceName: service, logLevel, persistentKeys });
const metrics = new Metrics({
  namespace: controllerMetrics.namespace,
  defaultDimensions: controllerMetrics.dimensions(settings.functionName),
});

/** One datum for each event, sent at once: a loop of minutes would report too late. */
function count(name: string, value: 0 | 1): void {
  metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}

const places = reach(settings);
const store = createStateStore(places.standby.items, stateTable);
const fences = createFences(places, controlTable);
const latch = createLatchStore(places.standby.items, stateTable);
const markers = createMarkers(places, settings.workloadTable);
const recorder = createRecorder({ places, stateTable, environment, log, count });

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
};
const now = () => Date.now();
const calls = { fences, latch, markers, recorder, log, callMs: failover.callMs };
const ports = { store, sources, calls, now, settings: failover, log, count };

/** The function `controller`. Its event says nothing: what starts it is the time. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  log.addContext(context);
  await watch(
    { tick: (invocation) => tick(ports, invocation), clock: { now, sleep }, log, count },
    { invocationId: context.awsRequestId, remainingMs: () => context.getRemainingTimeInMillis() },
  );
};
