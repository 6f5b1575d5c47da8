import { setTimeout as sleep } from "node:timers/promises";
import { Logger } from "@aws-lambda-powertools/logger";
import { MetricResolution, MetricUnit, Metrics } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { replicationLagMetrics } from "@tandem/config/replication-lag";
import type { Context } from "aws-lambda";
import { readAuroraVersion } from "../database/aurora-version.ts";
import { readHeartbeatRow } from "../database/heartbeat-row.ts";
import { openCluster } from "../database/open.ts";
import { readEnvironment } from "./env.ts";
import { readLags } from "./logic.ts";
import { lagReporter } from "./store.ts";

const { region, service, environment, logLevel, ...settings } = readEnvironment(process.env);
const logger = new Logger({ serviceName: service, logLevel, persistentKeys: { environment, region } });
const metrics = new Metrics({
  namespace: replicationLagMetrics.namespace,
  defaultDimensions: replicationLagMetrics.dimensions(settings.functionName),
});

// Two attempts of at most 300 + 700 ms: a table that does not answer costs a tick, never the next one.
const items = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 300, requestTimeout: 700, throwOnRequestTimeout: true },
  }),
);
const { reader } = openCluster(settings.database, { region, application: service, max: 1, log: logger });
const ports = {
  region,
  readCopy: async () => ({
    ...(await readHeartbeatRow(reader)),
    auroraVersion: await readAuroraVersion(reader),
  }),
  report: lagReporter(items, settings.controlTable),
  /** One datum for each reading, sent at once: a loop of minutes would report too late. */
  publish: (lagSeconds: number) => {
    // The alarm's period is that of the readings.
    metrics.addMetric(replicationLagMetrics.lag, MetricUnit.Seconds, lagSeconds, MetricResolution.High);
    metrics.publishStoredMetrics();
  },
  clock: { now: () => Date.now(), sleep },
  log: logger,
};

/** The function `lag-reader`, in the VPC of the region whose copy it reads. Its event says nothing: what starts it is the time. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  await readLags(ports, {
    invocationId: context.awsRequestId,
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
};
