import * as z from "zod/mini";
import { readVariables, variables } from "../common/variables.ts";
import { databaseSettings, databaseVariables } from "../database/env.ts";
import type { DatabaseSettings } from "../database/env.ts";

const configured = z.object({
  ...databaseVariables,
  /** Name of this region's replica of the control table. */
  CONTROL_TABLE: variables.table,
  /** Name of this region's replica of the table for sessions. Without it there are none. */
  SESSIONS_TABLE: z.optional(variables.table),
  /** Name of this region's bucket for documents. */
  DOCUMENTS_BUCKET: variables.bucket,
  /** `health`: nothing but `/health` and `/ready`, for a function that anyone can reach by its URL. */
  SERVES: variables.serves,
  /** Whether the region refuses writes as long as the control table has no item of it: the standby does. */
  STARTS_FENCED: variables.flag,
  /** Name of the TXT record that tells which side clients are led to. */
  ROLE_RECORD: variables.domainName,
  /** What that record says where it means this region. */
  ROLE: variables.side,
  /** Name of the environment, for logs and the health bodies. */
  ENVIRONMENT: variables.environment,
  /** Service name in every log line and in the health bodies, and what the database shows of the connections. */
  POWERTOOLS_SERVICE_NAME: variables.service,
  /** Least level that is logged. */
  LOG_LEVEL: variables.logLevel,
});

/** The variables of a ledger over PostgreSQL, and what it runs in says of itself. */
export const ledgerVariables = z.extend(configured, { AWS_REGION: variables.region });

/** The variables that infrastructure sets on the function, all of them and no others. */
export type LedgerPostgresEnvironment = z.infer<typeof configured>;

/** What a ledger over PostgreSQL knows of where it runs. */
export interface LedgerSettings {
  readonly database: DatabaseSettings;
  readonly controlTable: string;
  readonly sessionsTable: string | undefined;
  readonly documentsBucket: string;
  readonly serves: LedgerPostgresEnvironment["SERVES"];
  readonly startsFenced: boolean;
  readonly roleRecord: string;
  readonly role: LedgerPostgresEnvironment["ROLE"];
  readonly environment: string;
  readonly service: string;
  readonly logLevel: LedgerPostgresEnvironment["LOG_LEVEL"];
  readonly region: string;
}

/**
 * The checked environment of the process.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): LedgerSettings {
  return ledgerSettings(readVariables(ledgerVariables, source));
}

/** What checked variables say. */
export function ledgerSettings(data: z.infer<typeof ledgerVariables>): LedgerSettings {
  return {
    database: databaseSettings(data),
    controlTable: data.CONTROL_TABLE,
    sessionsTable: data.SESSIONS_TABLE,
    documentsBucket: data.DOCUMENTS_BUCKET,
    serves: data.SERVES,
    startsFenced: data.STARTS_FENCED === "true",
    roleRecord: data.ROLE_RECORD,
    role: data.ROLE,
    environment: data.ENVIRONMENT,
    service: data.POWERTOOLS_SERVICE_NAME,
    logLevel: data.LOG_LEVEL,
    region: data.AWS_REGION,
  };
}
