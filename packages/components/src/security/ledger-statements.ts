import type * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { fenceItemKey } from "@tandem/config/control";
import { ledgerPostgresPermissions, transactionPermissions } from "@tandem/handlers";
import { databaseSecretArn, documentsArn, documentsBucketArn, tableArn } from "../arns.ts";
import type { Statement } from "../policy.ts";
import { tableKeyStatement } from "./table-key.ts";

type Statements = readonly Statement<pulumi.Input<string>>[];

/**
 * What serves the ledger of a region may do, function or instance: the tables, the bucket, the database's user and the key of
 * its own region, and within them what the program uses.
 */
export function ledgerStatements(topology: Topology, role: Role, keyArn: pulumi.Input<string>): Statements {
  return [
    ...(topology.store === "dynamodb"
      ? [
          {
            Sid: "WorkloadTable",
            Effect: "Allow" as const,
            Action: transactionPermissions.workloadTable,
            Resource: tableArn(topology, "workloadTable", role),
          },
        ]
      : []),
    fenceStatement(topology, role, transactionPermissions.controlTable),
    ...(topology.sessionsTable
      ? [
          {
            Sid: "SessionsTable",
            Effect: "Allow" as const,
            Action: ledgerPostgresPermissions.sessionsTable,
            Resource: tableArn(topology, "sessionsTable", role),
          },
        ]
      : []),
    {
      Sid: "DocumentsBucket",
      Effect: "Allow",
      Action: transactionPermissions.documentsBucket,
      Resource: documentsBucketArn(topology, role),
    },
    {
      Sid: "Documents",
      Effect: "Allow",
      Action: transactionPermissions.documents,
      Resource: documentsArn(topology, role),
    },
    tableKeyStatement([topology.regions[role]], [keyArn]),
    {
      Sid: "DocumentsKey",
      Effect: "Allow",
      Action: transactionPermissions.documentsKey,
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": `s3.${topology.regions[role]}.amazonaws.com` } },
    },
    ...databaseUserStatements(topology, role, keyArn),
  ];
}

/** What tells of a region's health may do: read its fence, and log in to its database. */
export function healthStatements(topology: Topology, role: Role, keyArn: pulumi.Input<string>): Statements {
  return [
    fenceStatement(topology, role, ledgerPostgresPermissions.healthControlTable),
    tableKeyStatement([topology.regions[role]], [keyArn]),
    ...databaseUserStatements(topology, role, keyArn),
  ];
}

/** What speaks to a region's database may do: read its user. Nothing where there is no database. */
export function databaseUserStatements(topology: Topology, role: Role, keyArn: pulumi.Input<string>): Statements {
  if (topology.database === undefined) return [];
  return [
    {
      Sid: "DatabaseSecret",
      Effect: "Allow",
      Action: ledgerPostgresPermissions.databaseSecret,
      Resource: databaseSecretArn(topology, role),
    },
    {
      Sid: "DatabaseSecretKey",
      Effect: "Allow",
      Action: ledgerPostgresPermissions.databaseSecretKey,
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${topology.regions[role]}.amazonaws.com` } },
    },
  ];
}

/** Its own fence, neither the other region's nor a heartbeat. */
function fenceStatement(topology: Topology, role: Role, Action: readonly string[]): Statement {
  return {
    Sid: "ControlTable",
    Effect: "Allow",
    Action,
    Resource: tableArn(topology, "controlTable", role),
    Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": fenceItemKey(topology.regions[role]).pk } },
  };
}
