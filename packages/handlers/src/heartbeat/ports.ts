import { setTimeout as sleep } from "node:timers/promises";
import { MetricUnit, Metrics } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { heartbeatMetrics } from "@tandem/config/heartbeat";
import type { Log } from "../common/log.ts";
import type { HeartbeatSettings } from "./env.ts";
import type { WriterPorts } from "./logic.ts";
import { evidenceWriter, heartbeatWriter } from "./stores.ts";

type Count = (name: string, value: 0 | 1) => void;

/** What a writer of heartbeats uses on AWS, and how it counts. */
export function heartbeatPorts(
  {
    region,
    functionName,
    controlTable,
    documentsBucket,
  }: Omit<HeartbeatSettings, "environment" | "service" | "logLevel">,
  log: Log,
): { readonly ports: WriterPorts; readonly count: Count } {
  const metrics = new Metrics({
    namespace: heartbeatMetrics.namespace,
    defaultDimensions: heartbeatMetrics.dimensions(functionName),
  });
  // Two attempts of at most 300 + 700 ms: a store that does not answer costs a tick, never the next one.
  const client = {
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 300, requestTimeout: 700, throwOnRequestTimeout: true },
  };
  /** One datum for each event, sent at once: a loop of minutes would report too late. */
  const count: Count = (name, value) => {
    metrics.addMetric(name, MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  };
  const ports: WriterPorts = {
    region,
    write: heartbeatWriter(DynamoDBDocumentClient.from(new DynamoDBClient(client)), controlTable),
    putEvidence: evidenceWriter(new S3Client(client), documentsBucket),
    clock: { now: () => Date.now(), sleep },
    log,
    countHeartbeat: (result) => count(heartbeatMetrics.heartbeats, result === "written" ? 1 : 0),
    countEvidenceFailure: () => count(heartbeatMetrics.evidenceFailures, 1),
  };
  return { ports, count };
}
