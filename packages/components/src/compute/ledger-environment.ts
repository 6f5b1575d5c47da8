import type * as pulumi from "@pulumi/pulumi";
import type { Role, Service, Topology } from "@tandem/config";
import { roleName } from "@tandem/config/control";
import type { BundleName, LedgerPostgresEnvironment, TransactionEnvironment } from "@tandem/handlers";
import { lambdaCaFile } from "../database/function-database.ts";
import type { DatabaseVariables } from "../database/regional-database.ts";
import { serviceName } from "../names.ts";
import { present } from "../parts.ts";

/** Where a region's ledger keeps what it is given. */
export interface LedgerStores {
  /** Where the ledger is in it. @default none */
  readonly workloadTableName?: pulumi.Input<string> | undefined;
  readonly controlTableName: pulumi.Input<string>;
  /** Where sessions are kept. @default none */
  readonly sessionsTableName?: pulumi.Input<string> | undefined;
  /** Where the ledger is in it. @default none */
  readonly database?: DatabaseVariables | undefined;
}

export interface LedgerEnvironmentArgs extends LedgerStores {
  readonly topology: Topology;
  /** Whose region it runs in. */
  readonly role: Role;
  /** What it calls itself. */
  readonly service: Service;
  /** `health`: nothing but its region's health; over a database alone. @default "all" */
  readonly serves?: LedgerPostgresEnvironment["SERVES"];
  /** Where it finds the authorities that sign for the database. @default where Lambda has those of RDS */
  readonly caFile?: string;
}

/** The bundle that serves the ledger, by where that lives. */
export function ledgerBundle({ store }: Pick<Topology, "store">): BundleName {
  return store === "dynamodb" ? "transaction" : "ledger-postgres";
}

type Inputs<Environment> = { readonly [Name in keyof Environment]: pulumi.Input<NonNullable<Environment[Name]>> };

/** The variables of the ledger. Never AWS_REGION: Lambda sets it, and refuses a function that brings its own. */
export function ledgerEnvironment(
  args: LedgerEnvironmentArgs,
): Inputs<TransactionEnvironment> | Inputs<LedgerPostgresEnvironment> {
  const { topology, role, service } = args;
  const common = {
    CONTROL_TABLE: args.controlTableName,
    DOCUMENTS_BUCKET: topology.names[role].documentsBucket,
    STARTS_FENCED: role === "standby" ? "true" : "false",
    ROLE_RECORD: roleName(topology.domain.failoverName),
    ROLE: role,
    ENVIRONMENT: topology.environment,
    POWERTOOLS_SERVICE_NAME: serviceName(topology, service),
    LOG_LEVEL: "INFO",
  } as const;
  if (topology.store === "dynamodb") {
    return { WORKLOAD_TABLE: present(args.workloadTableName, topology.profile, "workloadTable"), ...common };
  }
  return {
    ...present(args.database, topology.profile, "database"),
    DATABASE_CA_FILE: args.caFile ?? lambdaCaFile,
    ...(args.sessionsTableName === undefined ? {} : { SESSIONS_TABLE: args.sessionsTableName }),
    SERVES: args.serves ?? "all",
    ...common,
  };
}
