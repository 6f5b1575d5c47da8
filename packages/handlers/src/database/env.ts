import * as z from "zod/mini";
import { variables } from "../common/variables.ts";

/** A TCP port. */
export const port = z.string("a port, 1-65535").check(
  z.regex(/^[1-9]\d{0,4}$/, "a port, 1-65535"),
  z.refine((text) => Number(text) <= 65_535, "a port, 1-65535"),
);

/** The variables of a function that speaks to its region's own database cluster, for `z.extend`. */
export const databaseVariables = {
  /** The region's own cluster endpoint, which leads to its writer. On a standby it takes no writes until it is promoted. */
  DATABASE_WRITER_HOST: variables.domainName,
  /** The region's own reader endpoint. */
  DATABASE_READER_HOST: variables.domainName,
  DATABASE_PORT: port,
  DATABASE_NAME: variables.databaseName,
  /** The region's replica of the secret with `username` and `password`; neither is ever a variable. */
  DATABASE_SECRET_ARN: variables.secretArn,
  /**
   * Path of a PEM file with the authorities that sign the database's certificates. On Lambda `/var/runtime/ca-cert.pem`
   * has those of RDS; an instance fetches https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem.
   */
  DATABASE_CA_FILE: variables.absolutePath,
} as const;

/** A cluster, as one region reaches its own. */
export interface DatabaseSettings {
  readonly writerHost: string;
  readonly readerHost: string;
  readonly port: number;
  readonly name: string;
  readonly secretArn: string;
  readonly caFile: string;
}

/** The variables that infrastructure sets on whatever speaks to a database. */
export type DatabaseEnvironment = { readonly [Name in keyof typeof databaseVariables]: string };

export function databaseSettings(data: DatabaseEnvironment): DatabaseSettings {
  return {
    writerHost: data.DATABASE_WRITER_HOST,
    readerHost: data.DATABASE_READER_HOST,
    port: Number(data.DATABASE_PORT),
    name: data.DATABASE_NAME,
    secretArn: data.DATABASE_SECRET_ARN,
    caFile: data.DATABASE_CA_FILE,
  };
}
