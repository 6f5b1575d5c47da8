import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { replicationLagItemKey } from "@tandem/config/replication-lag";
import { lagReaderPermissions } from "@tandem/handlers";
import { logStreamsArn, lagReaderFunctionArn, tableArn } from "../arns.ts";
import { fullName, nameWithin, tagsOf } from "../names.ts";
import { regionalName } from "../parts.ts";
import { itemsOf, policyDocument } from "../policy.ts";
import type { PolicyDocument } from "../policy.ts";
import { functionNetworkStatements } from "./function-network-statements.ts";
import { databaseUserStatements } from "./ledger-statements.ts";
import { logsStatement } from "./logs-statement.ts";
import { scheduleTrust, serviceTrust } from "./service-trust.ts";
import { tableKeyStatement } from "./table-key.ts";

export interface LagReaderRolesArgs {
  readonly topology: Topology;
  /** Whose region's copy is read. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly boundaryArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * The two IAM roles behind one region's lag reader: the reader's, which logs in to the region's database and sets one item, and
 * the one that EventBridge Scheduler starts it with.
 *
 * ```ts
 * new LagReaderRoles("primary-lag", { topology, role: "primary", provider, boundaryArn, keyArn });
 * ```
 *
 * Costs nothing.
 */
export class LagReaderRoles extends pulumi.ComponentResource {
  public readonly readerRoleArn: pulumi.Output<string>;
  public readonly scheduleRoleArn: pulumi.Output<string>;
  public readonly nodes: {
    readonly reader: aws.iam.Role;
    readonly schedule: aws.iam.Role;
    readonly policies: readonly aws.iam.RolePolicy[];
  };

  constructor(name: string, args: LagReaderRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:LagReaderRoles", name, {}, opts);
    const { topology, role, provider } = args;
    const region = topology.regions[role];
    const child = { parent: this, provider };
    const reader = new aws.iam.Role(
      `${name}-reader`,
      {
        name: regionalName(topology, role, "lagReaderRole"),
        description: `lag reader in ${region}`,
        assumeRolePolicy: JSON.stringify(serviceTrust("lambda.amazonaws.com")),
        permissionsBoundary: args.boundaryArn,
        tags: tagsOf(topology, fullName(topology, "lagReaderRole", role)),
      },
      child,
    );
    const schedule = new aws.iam.Role(
      `${name}-schedule`,
      {
        name: regionalName(topology, role, "lagReaderScheduleRole"),
        description: `starts the lag reader in ${region}`,
        assumeRolePolicy: JSON.stringify(scheduleTrust(topology, role)),
        permissionsBoundary: args.boundaryArn,
        tags: tagsOf(topology, fullName(topology, "lagReaderScheduleRole", role)),
      },
      child,
    );
    const policies = [
      new aws.iam.RolePolicy(
        `${name}-reader`,
        {
          name: nameWithin(topology, "lag"),
          role: reader.name,
          policy: pulumi.jsonStringify(lagReaderPolicy(topology, role, args.keyArn)),
        },
        child,
      ),
      new aws.iam.RolePolicy(
        `${name}-schedule`,
        {
          name: nameWithin(topology, "start"),
          role: schedule.name,
          policy: JSON.stringify(lagReaderSchedulePolicy(topology, role)),
        },
        child,
      ),
    ];
    this.nodes = { reader, schedule, policies };
    this.readerRoleArn = reader.arn;
    this.scheduleRoleArn = schedule.arn;
    this.registerOutputs({ readerRoleArn: this.readerRoleArn, scheduleRoleArn: this.scheduleRoleArn });
  }
}

/** What the lag reader of a region may do. */
function lagReaderPolicy(
  topology: Topology,
  role: Role,
  keyArn: pulumi.Input<string>,
): PolicyDocument<pulumi.Input<string>> {
  const region = topology.regions[role];
  return policyDocument<pulumi.Input<string>>([
    {
      Sid: "Lag",
      Effect: "Allow",
      Action: lagReaderPermissions.controlTable,
      Resource: tableArn(topology, "controlTable", role),
      Condition: itemsOf([replicationLagItemKey(region).pk]),
    },
    tableKeyStatement([region], [keyArn]),
    ...databaseUserStatements(topology, role, keyArn),
    logsStatement(logStreamsArn(topology, role, "lagReaderLogGroup")),
    ...functionNetworkStatements(topology, role),
  ]);
}

/** What the schedule of a region's lag reader may do. */
function lagReaderSchedulePolicy(topology: Topology, role: Role): PolicyDocument {
  return policyDocument([
    {
      Sid: "Start",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: lagReaderFunctionArn(topology, role),
    },
  ]);
}
