import * as z from "zod/mini";
import { readVariables, variables } from "../common/variables.ts";

const configured = z.object({
  /** Name of the controller's state table, of the standby's region alone. */
  STATE_TABLE: variables.table,
  /** Name of the control table, in both regions. */
  CONTROL_TABLE: variables.table,
  /** Name of the global table that a region's last word of an epoch goes through, in both regions: what arrives there after it is later. */
  MARKER_TABLE: variables.table,
  PRIMARY_REGION: variables.regionName,
  /** The region in which this function runs. */
  STANDBY_REGION: variables.regionName,
  /** Name of each region's bucket for the documents of payments. */
  PRIMARY_BUCKET: variables.bucket,
  STANDBY_BUCKET: variables.bucket,
  /** Each region's topic for alerts. */
  PRIMARY_TOPIC_ARN: variables.topicArn,
  STANDBY_TOPIC_ARN: variables.topicArn,
  /** The name that clients use, beside which `witness.` and `role.` tell of the primary and the latch. */
  FAILOVER_NAME: variables.domainName,
  /** What answers in a third region, to tell a dark primary from a dark network of one's own. */
  CONTROL_PROBE_URL: variables.httpsUrl,
  /** Name of the environment, for logs and messages. */
  ENVIRONMENT: variables.environment,
  /** Service name in every log line. */
  POWERTOOLS_SERVICE_NAME: variables.service,
  /** Least level that is logged. */
  LOG_LEVEL: variables.logLevel,
});

const complete = z.extend(configured, {
  AWS_REGION: variables.region,
  AWS_LAMBDA_FUNCTION_NAME: variables.functionName,
});

/** The variables that infrastructure sets on the function, all of them and no others. */
export type ControllerEnvironment = z.infer<typeof configured>;

/** One of the two regions, as the controller reaches it. */
export interface RegionSettings {
  readonly region: string;
  readonly bucket: string;
  readonly topicArn: string;
}

/** What the function knows of where it runs, and of what it moves. */
export interface ControllerSettings {
  readonly stateTable: string;
  readonly controlTable: string;
  readonly markerTable: string;
  readonly primary: RegionSettings;
  readonly standby: RegionSettings;
  readonly failoverName: string;
  readonly controlProbeUrl: string;
  readonly environment: string;
  readonly service: string;
  readonly logLevel: ControllerEnvironment["LOG_LEVEL"];
  readonly functionName: string;
}

/**
 * The checked environment of the process.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal; or the region, where
 * the function does not run in the standby's.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): ControllerSettings {
  const data = readVariables(complete, source);
  if (data.AWS_REGION !== data.STANDBY_REGION) {
    throw new Error(`the controller runs in ${data.AWS_REGION}, and belongs into the standby's ${data.STANDBY_REGION}`);
  }
  return {
    stateTable: data.STATE_TABLE,
    controlTable: data.CONTROL_TABLE,
    markerTable: data.MARKER_TABLE,
    primary: { region: data.PRIMARY_REGION, bucket: data.PRIMARY_BUCKET, topicArn: data.PRIMARY_TOPIC_ARN },
    standby: { region: data.STANDBY_REGION, bucket: data.STANDBY_BUCKET, topicArn: data.STANDBY_TOPIC_ARN },
    failoverName: data.FAILOVER_NAME,
    controlProbeUrl: data.CONTROL_PROBE_URL,
    environment: data.ENVIRONMENT,
    service: data.POWERTOOLS_SERVICE_NAME,
    logLevel: data.LOG_LEVEL,
    functionName: data.AWS_LAMBDA_FUNCTION_NAME,
  };
}
