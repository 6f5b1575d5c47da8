import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import { heartbeatPermissions } from "@tandem/handlers";
import { logStreamsArn, heartbeatFunctionArn, heartbeatObjectArn, tableArn } from "../arns.ts";
import { fullName, nameWithin, tagsOf } from "../names.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument } from "../policy.ts";
import { functionNetworkStatements } from "./function-network-statements.ts";
import { databaseUserStatements } from "./ledger-statements.ts";
import { logsStatement } from "./logs-statement.ts";
import { scheduleTrust, serviceTrust } from "./service-trust.ts";
import { tableKeyStatement } from "./table-key.ts";

export interface HeartbeatRolesArgs {
  readonly topology: Topology;
  /** Whose region's heartbeat is written. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly boundaryArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * The two IAM roles behind one region's heartbeat: the writer's, which can set one item and one object and read nothing,
 * and the one that EventBridge Scheduler starts the writer with.
 *
 * ```ts
 * new HeartbeatRoles("heartbeat-primary", { topology, role: "primary", provider, boundaryArn, keyArn });
 * ```
 *
 * Costs nothing.
 */
export class HeartbeatRoles extends pulumi.ComponentResource {
  public readonly writerRoleArn: pulumi.Output<string>;
  public readonly scheduleRoleArn: pulumi.Output<string>;
  public readonly nodes: {
    readonly writer: aws.iam.Role;
    readonly schedule: aws.iam.Role;
    readonly policies: readonly aws.iam.RolePolicy[];
  };

  constructor(name: string, args: HeartbeatRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:HeartbeatRoles", name, {}, opts);
    const { topology, role, provider } = args;
    const names = topology.names[role];
    const region = topology.regions[role];
    const child = { parent: this, provider };
    const writer = new aws.iam.Role(
      `${name}-writer`,
      {
        name: names.heartbeatRole,
        description: `heartbeat function in ${region}`,
        assumeRolePolicy: JSON.stringify(serviceTrust("lambda.amazonaws.com")),
        permissionsBoundary: args.boundaryArn,
        tags: tagsOf(topology, fullName(topology, "heartbeatRole", role)),
      },
      child,
    );
    const schedule = new aws.iam.Role(
      `${name}-schedule`,
      {
        name: names.heartbeatScheduleRole,
        description: `starts the heartbeat function in ${region}`,
        assumeRolePolicy: JSON.stringify(scheduleTrust(topology, role)),
        permissionsBoundary: args.boundaryArn,
        tags: tagsOf(topology, fullName(topology, "heartbeatScheduleRole", role)),
      },
      child,
    );
    const policies = [
      new aws.iam.RolePolicy(
        `${name}-writer`,
        {
          name: nameWithin(topology, "heartbeat"),
          role: writer.name,
          policy: pulumi.jsonStringify(heartbeatWriterPolicy(topology, role, args.keyArn)),
        },
        child,
      ),
      new aws.iam.RolePolicy(
        `${name}-schedule`,
        {
          name: nameWithin(topology, "start"),
          role: schedule.name,
          policy: JSON.stringify(heartbeatSchedulePolicy(topology, role)),
        },
        child,
      ),
    ];
    this.nodes = { writer, schedule, policies };
    this.writerRoleArn = writer.arn;
    this.scheduleRoleArn = schedule.arn;
    this.registerOutputs({ writerRoleArn: this.writerRoleArn, scheduleRoleArn: this.scheduleRoleArn });
  }
}

/** What the heartbeat function of a region may do. */
export function heartbeatWriterPolicy(
  topology: Topology,
  role: Role,
  keyArn: pulumi.Input<string>,
): PolicyDocument<pulumi.Input<string>> {
  const region = topology.regions[role];
  return policyDocument<pulumi.Input<string>>([
    {
      Sid: "Heartbeat",
      Effect: "Allow",
      Action: heartbeatPermissions.controlTable,
      Resource: tableArn(topology, "controlTable", role),
      // Neither the other region's heartbeat nor a fence.
      Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": heartbeatItemKey(region).pk } },
    },
    {
      Sid: "Evidence",
      Effect: "Allow",
      Action: heartbeatPermissions.evidence,
      Resource: heartbeatObjectArn(topology, role),
    },
    tableKeyStatement([region], [keyArn]),
    {
      Sid: "EvidenceKey",
      Effect: "Allow",
      Action: heartbeatPermissions.evidenceKey,
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
    },
    logsStatement(logStreamsArn(topology, role, "heartbeatLogGroup")),
    // With a database the writer is where that is reached from.
    ...(topology.database === undefined
      ? []
      : [...databaseUserStatements(topology, role, keyArn), ...functionNetworkStatements(topology, role)]),
  ]);
}

/** What the schedule of a region's heartbeat may do. */
export function heartbeatSchedulePolicy(topology: Topology, role: Role): PolicyDocument {
  return policyDocument([
    {
      Sid: "Start",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: heartbeatFunctionArn(topology, role),
    },
  ]);
}
