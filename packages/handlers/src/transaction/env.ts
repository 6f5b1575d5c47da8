import * as z from "zod/mini";
import { readVariables, variables } from "../common/variables.ts";

const configured = z.object({
  /** Name of this region's replica of the workload table. */
  WORKLOAD_TABLE: variables.table,
  /** Name of this region's replica of the control table. */
  CONTROL_TABLE: variables.table,
  /** Name of this region's bucket for the documents of payments. */
  DOCUMENTS_BUCKET: variables.bucket,
  /** Name of the environment, for logs and the health bodies. */
  ENVIRONMENT: variables.environment,
  /** Service name in every log line and in the health bodies. */
  POWERTOOLS_SERVICE_NAME: variables.service,
  /** Least level that is logged. */
  LOG_LEVEL: variables.logLevel,
});

const complete = z.extend(configured, { AWS_REGION: variables.region });

/** The variables that infrastructure sets on the function, all of them and no others. */
export type TransactionEnvironment = z.infer<typeof configured>;

/** What the function knows of where it runs. */
export interface TransactionSettings {
  readonly workloadTable: string;
  readonly controlTable: string;
  readonly documentsBucket: string;
  readonly environment: string;
  readonly service: string;
  readonly logLevel: TransactionEnvironment["LOG_LEVEL"];
  readonly region: string;
}

/**
 * The checked environment of the process.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): TransactionSettings {
  const data = readVariables(complete, source);
  return {
    workloadTable: data.WORKLOAD_TABLE,
    controlTable: data.CONTROL_TABLE,
    documentsBucket: data.DOCUMENTS_BUCKET,
    environment: data.ENVIRONMENT,
    service: data.POWERTOOLS_SERVICE_NAME,
    logLevel: data.LOG_LEVEL,
    region: data.AWS_REGION,
  };
}
