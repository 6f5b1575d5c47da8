import * as z from "zod/mini";
import { readVariables, variables } from "../common/variables.ts";
import { databaseSettings, databaseVariables } from "../database/env.ts";
import type { DatabaseSettings } from "../database/env.ts";

const configured = z.object({
  ...databaseVariables,
  /** Name of this region's replica of the control table. */
  CONTROL_TABLE: variables.table,
  /** Name of the environment, for logs. */
  ENVIRONMENT: variables.environment,
  /** Service name in every log line, and what the database shows of the connections. */
  POWERTOOLS_SERVICE_NAME: variables.service,
  /** Least level that is logged. */
  LOG_LEVEL: variables.logLevel,
});

const complete = z.extend(configured, {
  AWS_REGION: variables.region,
  AWS_LAMBDA_FUNCTION_NAME: variables.functionName,
});

/** The variables that infrastructure sets on the function, all of them and no others. */
export type LagReaderEnvironment = z.infer<typeof configured>;

/** What the function knows of where it runs. */
export interface LagReaderSettings {
  readonly database: DatabaseSettings;
  readonly controlTable: string;
  readonly environment: string;
  readonly service: string;
  readonly logLevel: LagReaderEnvironment["LOG_LEVEL"];
  readonly region: string;
  readonly functionName: string;
}

/**
 * The checked environment of the process.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): LagReaderSettings {
  const data = readVariables(complete, source);
  return {
    database: databaseSettings(data),
    controlTable: data.CONTROL_TABLE,
    environment: data.ENVIRONMENT,
    service: data.POWERTOOLS_SERVICE_NAME,
    logLevel: data.LOG_LEVEL,
    region: data.AWS_REGION,
    functionName: data.AWS_LAMBDA_FUNCTION_NAME,
  };
}
