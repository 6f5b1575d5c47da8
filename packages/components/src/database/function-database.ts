import type * as pulumi from "@pulumi/pulumi";
import type { DatabaseEnvironment } from "@tandem/handlers";
import type { FunctionAccess } from "../network/function-access.ts";
import type { DatabaseVariables } from "./regional-database.ts";

/** A region's database, as its functions reach it. */
export interface FunctionDatabase {
  readonly variables: DatabaseVariables;
  /** The private subnets that it is reached from. */
  readonly access: FunctionAccess;
}

/** Where Lambda's Node.js runtimes have the authorities of RDS. Source: Lambda, "Using Lambda with Amazon RDS". */
export const lambdaCaFile = "/var/runtime/ca-cert.pem";

/** What a function is told of its region's database. */
export function databaseEnvironment({ variables }: Pick<FunctionDatabase, "variables">): {
  readonly [Name in keyof DatabaseEnvironment]: pulumi.Input<string>;
} {
  return { ...variables, DATABASE_CA_FILE: lambdaCaFile };
}
