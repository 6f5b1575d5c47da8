import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { regionalLogGroupsOf, roles } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { controllerDatabasePermissions } from "@tandem/handlers";
import {
  controllerFunctionArn,
  controllerLogsArn,
  dataTables,
  databaseSecretArn,
  documentsArn,
  documentsBucketArn,
  logStreamsArn,
  heartbeatFunctionArn,
  lagReaderFunctionArn,
  networkArns,
  parameterArns,
  stateTableArn,
  tableArn,
  topicArn,
} from "../arns.ts";
import { fullName, tagsOf } from "../names.ts";
import { controllerComputeStatements } from "./controller-compute-statements.ts";
import { networkActions } from "./function-network-statements.ts";
import { logsStatement } from "./logs-statement.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument, Statement } from "../policy.ts";

export interface PermissionBoundaryArgs {
  readonly topology: Topology;
  /** Of any region: IAM is global. */
  readonly provider: aws.Provider;
}

/**
 * The most that any role of the environment can ever do, whatever is attached to it later: items of its own tables, its
 * documents, data keys through DynamoDB, S3 and SNS, lines of its own logs, a start of its heartbeats and its controller, a
 * word to its people. Without it, whoever may edit a role may widen it.
 *
 * ```ts
 * const boundary = new PermissionBoundary("boundary", { topology, provider: providers.primary });
 * ```
 *
 * Costs nothing.
 */
export class PermissionBoundary extends pulumi.ComponentResource {
  public readonly policyArn: pulumi.Output<string>;
  public readonly nodes: { readonly policy: aws.iam.Policy };

  constructor(name: string, args: PermissionBoundaryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:PermissionBoundary", name, {}, opts);
    const { topology, provider } = args;
    const policy = new aws.iam.Policy(
      name,
      {
        name: topology.names.global.boundary,
        description: `the most that a role of the environment ${topology.environment} can do`,
        policy: JSON.stringify(boundaryPolicy(topology)),
        tags: tagsOf(topology, fullName(topology, "boundary", "global")),
      },
      { parent: this, provider },
    );
    this.nodes = { policy };
    this.policyArn = policy.arn;
    this.registerOutputs({ policyArn: this.policyArn });
  }
}

/** The boundary's document. Its denials also hold against resource policies that name a role's session. */
export function boundaryPolicy(topology: Topology): PolicyDocument {
  const { accountId, regions } = topology;
  return policyDocument([
    {
      Sid: "Items",
      Effect: "Allow",
      Action: [
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:DescribeTable",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
      ],
      Resource: [
        ...roles.flatMap((role) =>
          [...dataTables(topology), "controlTable" as const].map((table) => tableArn(topology, table, role)),
        ),
        stateTableArn(topology),
      ],
    },
    {
      Sid: "Buckets",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: roles.map((role) => documentsBucketArn(topology, role)),
    },
    {
      Sid: "Documents",
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        // Of the program that instances fetch.
        ...(topology.compute.kind === "ec2-asg" ? ["s3:GetObjectVersion"] : []),
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionTagging",
        "s3:PutObject",
        "s3:ReplicateDelete",
        "s3:ReplicateObject",
        "s3:ReplicateTags",
      ],
      Resource: roles.map((role) => documentsArn(topology, role)),
    },
    {
      Sid: "DataKeys",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: roles.map((role) => `arn:aws:kms:${regions[role]}:${accountId}:key/*`),
      Condition: {
        StringEquals: {
          "kms:ViaService": roles.flatMap((role) => [
            `dynamodb.${regions[role]}.amazonaws.com`,
            `s3.${regions[role]}.amazonaws.com`,
            `sns.${regions[role]}.amazonaws.com`,
            ...(topology.parameters ? [`ssm.${regions[role]}.amazonaws.com`] : []),
            ...(topology.database ? [`secretsmanager.${regions[role]}.amazonaws.com`] : []),
          ]),
        },
      },
    },
    logsStatement([
      ...roles.flatMap((role) =>
        regionalLogGroupsOf(topology.names, role).map((logGroup) => logStreamsArn(topology, role, logGroup)),
      ),
      controllerLogsArn(topology, "logGroup"),
      controllerLogsArn(topology, "latchLogGroup"),
    ]),
    {
      Sid: "Starts",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: [
        ...roles.flatMap((role) => [
          heartbeatFunctionArn(topology, role),
          ...(topology.database ? [lagReaderFunctionArn(topology, role)] : []),
        ]),
        controllerFunctionArn(topology),
      ],
    },
    {
      Sid: "Alerts",
      Effect: "Allow",
      Action: "sns:Publish",
      Resource: roles.map((role) => topicArn(topology, regions[role], topology.names[role].alertTopic)),
    },
    ...(topology.parameters ? [parametersOf(topology)] : []),
    ...(topology.database ? databaseOf(topology) : []),
    ...networkOf(topology),
    ...controllerComputeStatements(topology),
    {
      Sid: "NeverIdentitiesAccountsOrKeys",
      Effect: "Deny",
      Action: ["account:*", "iam:*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "organizations:*"],
      Resource: "*",
    },
  ]);
}

/** The user of the database, and the move of its writer. */
function databaseOf(topology: Topology): readonly Statement[] {
  const { snapshotKey, ...rest } = controllerDatabasePermissions;
  const { globalCluster, clusters, instances, snapshots, lostTail, keptTail } = rest;
  const { accountId, regions } = topology;
  return [
    {
      Sid: "DatabaseUser",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: roles.map((role) => databaseSecretArn(topology, role)),
    },
    {
      Sid: "Database",
      Effect: "Allow",
      Action: [...globalCluster, ...clusters, ...instances, ...snapshots, ...lostTail, ...keptTail],
      // Which of them is said by the controller's own policy.
      Resource: `arn:aws:rds:*:${accountId}:*`,
    },
    {
      Sid: "SnapshotKey",
      Effect: "Allow",
      Action: snapshotKey,
      Resource: roles.map((role) => `arn:aws:kms:${regions[role]}:${accountId}:key/*`),
      Condition: { StringEquals: { "kms:ViaService": roles.map((role) => `rds.${regions[role]}.amazonaws.com`) } },
    },
  ];
}

/** Into private subnets, where functions are in such. */
function networkOf(topology: Topology): readonly Statement[] {
  if (topology.names.primary.functionSecurityGroup === undefined) return [];
  return [
    {
      Sid: "Network",
      Effect: "Allow",
      Action: networkActions.placed,
      Resource: roles.map((role) => networkArns(topology, role)),
    },
    { Sid: "NetworkSeen", Effect: "Allow", Action: networkActions.seen, Resource: "*" },
  ];
}

/** Each region's endpoints, where these are parameters. */
function parametersOf(topology: Topology): Statement {
  return {
    Sid: "Endpoints",
    Effect: "Allow",
    Action: "ssm:GetParameter",
    Resource: roles.flatMap((role) => parameterArns(topology, role)),
  };
}
