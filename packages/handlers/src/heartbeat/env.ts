import * as z from "zod/mini";
import { readVariables, variables } from "../common/variables.ts";

/** What infrastructure sets on a writer, whatever it writes to beside. */
export const heartbeatVariables = z.object({
  /** Name of this region's replica of the control table. */
  CONTROL_TABLE: variables.table,
  /** Name of this region's bucket for documents. */
  DOCUMENTS_BUCKET: variables.bucket,
  /** Name of the environment, for logs. */
  ENVIRONMENT: variables.environment,
  /** Service name in every log line. */
  POWERTOOLS_SERVICE_NAME: variables.service,
  /** Least level that is logged. */
  LOG_LEVEL: variables.logLevel,
});

const complete = z.extend(heartbeatVariables, {
  AWS_REGION: variables.region,
  AWS_LAMBDA_FUNCTION_NAME: variables.functionName,
});

/** The variables that infrastructure sets on the function, all of them and no others. */
export type HeartbeatEnvironment = z.infer<typeof heartbeatVariables>;

/** What the function knows of where it runs. */
export interface HeartbeatSettings {
  readonly controlTable: string;
  readonly documentsBucket: string;
  readonly environment: string;
  readonly service: string;
  readonly logLevel: HeartbeatEnvironment["LOG_LEVEL"];
  readonly region: string;
  readonly functionName: string;
}

/**
 * The checked environment of the process.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): HeartbeatSettings {
  return heartbeatSettings(readVariables(complete, source));
}

export function heartbeatSettings(data: z.infer<typeof complete>): HeartbeatSettings {
  return {
    controlTable: data.CONTROL_TABLE,
    documentsBucket: data.DOCUMENTS_BUCKET,
    environment: data.ENVIRONMENT,
    service: data.POWERTOOLS_SERVICE_NAME,
    logLevel: data.LOG_LEVEL,
    region: data.AWS_REGION,
    functionName: data.AWS_LAMBDA_FUNCTION_NAME,
  };
}
