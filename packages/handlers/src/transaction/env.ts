import * as z from "zod/mini";
import { readVariables, variables } from "../common/variables.ts";

const configured = z.object({
  /** Name of this region's replica of the workload table. */
  WORKLOAD_TABLE: variables.table,
  /** Name of this region's replica of the control table. */
  CONTROL_TABLE: variables.table,
  /** Name of this region's bucket for the documents of payments. */
  DOCUMENTS_BUCKET: variables.bucket,
  /** Whether the region refuses writes as long as the control table has no item of it: the standby does. */
  STARTS_FENCED: variables.flag,
  /** Name of the TXT record that tells which side clients are led to. */
  ROLE_RECORD: variables.domainName,
  /** What that record says where it means this region. */
  ROLE: variables.side,
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
  readonly startsFenced: boolean;
  readonly roleRecord: string;
  readonly role: TransactionEnvironment["ROLE"];
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
    startsFenced: data.STARTS_FENCED === "true",
    roleRecord: data.ROLE_RECORD,
    role: data.ROLE,
    environment: data.ENVIRONMENT,
    service: data.POWERTOOLS_SERVICE_NAME,
    logLevel: data.LOG_LEVEL,
    region: data.AWS_REGION,
  };
}
