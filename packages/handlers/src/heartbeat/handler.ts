import { setTimeout as sleep } from "node:timers/promises";
import { Logger } from "@aws-lambda-powertools/logger";
import { MetricUnit, Metrics } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { heartbeatMetrics } from "@tandem/config/heartbeat";
import type { Context } from "aws-lambda";
import { readEnvironment } from "./env.ts";
import { writeHeartbeats } from "./logic.ts";
import { evidenceWriter, heartbeatWriter } from "./stores.ts";

const { region, service, environment, logLevel, ...settings } = readEnvironment(process.env);
const logger = new Logger({ serviceName: service, logLevel, persistentKeys: { environment, region } });
const metrics = new Metrics({
  namespace: heartbeatMetrics.namespace,
  defaultDimensions: heartbeatMetrics.dimensions(settings.functionName),
});

// Two attempts of at most 300 + 700 ms: a store that does not answer costs a tick, never the next one.
const client = {
  region,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 300, requestTimeout: 700, throwOnRequestTimeout: true },
};

/** One datum for each event, sent at once: a loop of minutes would report too late. */
function count(name: string, value: 0 | 1): void {
  metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}

const ports = {
  region,
  write: heartbeatWriter(DynamoDBDocumentClient.from(new DynamoDBClient(client)), settings.controlTable),
  putEvidence: evidenceWriter(new S3Client(client), settings.documentsBucket),
  clock: { now: () => Date.now(), sleep },
  log: logger,
  countHeartbeat: (result: "written" | "failed") => count(heartbeatMetrics.heartbeats, result === "written" ? 1 : 0),
  countEvidenceFailure: () => count(heartbeatMetrics.evidenceFailures, 1),
};

/** The function `heartbeat`. Its event says nothing: what starts it is the time. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  await writeHeartbeats(ports, {
    invocationId: context.awsRequestId,
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
};
