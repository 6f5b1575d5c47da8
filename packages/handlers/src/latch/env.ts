import * as z from "zod/mini";
import { readVariables, variables } from "../common/variables.ts";

const configured = z.object({
  /** Name of the controller's state table, of this region alone. */
  STATE_TABLE: variables.table,
  /** Name of the environment, for logs and the answer's body. */
  ENVIRONMENT: variables.environment,
  /** Service name in every log line. */
  POWERTOOLS_SERVICE_NAME: variables.service,
  /** Least level that is logged. */
  LOG_LEVEL: variables.logLevel,
});

const complete = z.extend(configured, { AWS_REGION: variables.region });

/** The variables that infrastructure sets on the function, all of them and no others. */
export type LatchEnvironment = z.infer<typeof configured>;

/** What the function knows of where it runs. */
export interface LatchSettings {
  readonly stateTable: string;
  readonly environment: string;
  readonly service: string;
  readonly logLevel: LatchEnvironment["LOG_LEVEL"];
  readonly region: string;
}

/**
 * The checked environment of the process.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): LatchSettings {
  const data = readVariables(complete, source);
  return {
    stateTable: data.STATE_TABLE,
    environment: data.ENVIRONMENT,
    service: data.POWERTOOLS_SERVICE_NAME,
    logLevel: data.LOG_LEVEL,
    region: data.AWS_REGION,
  };
}
