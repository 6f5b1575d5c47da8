import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { roles } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { fenceItemKey, stateItemKeys } from "@tandem/config/control";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import { dataTables, documentsBucketArn, parameterArns, stateTableArn, tableArn } from "../arns.ts";
import { fullName, nameWithin, tagsOf } from "../names.ts";
import { itemsOf, policyDocument } from "../policy.ts";
import type { PolicyDocument, Statement } from "../policy.ts";
import { tableKeyStatement } from "./table-key.ts";

export interface RecoveryRoleArgs {
  readonly topology: Topology;
  /** Of any region: IAM is global. */
  readonly provider: aws.Provider;
  readonly boundaryArn: pulumi.Input<string>;
  /** Each region's key. */
  readonly keyArns: Readonly<Record<Role, pulumi.Input<string>>>;
}

/**
 * The IAM role for disaster-recovery operations in both regions: see where the failover stands, ask the controller for one
 * or for a failback, read and set a region's fence, and compare what the two regions hold. The latch and the controller's
 * state are the controller's alone. One principal may take it, `topology.operatorArn`, for an hour at a time; everyone else is refused, also
 * the account's administrators, until somebody changes this environment's configuration.
 *
 * ```ts
 * new RecoveryRole("recovery", { topology, provider, boundaryArn, keyArns });
 * ```
 *
 * Note: the operator's own policies must allow `sts:AssumeRole` on it, too. Costs nothing.
 */
export class RecoveryRole extends pulumi.ComponentResource {
  public readonly roleArn: pulumi.Output<string>;
  public readonly nodes: { readonly role: aws.iam.Role; readonly policy: aws.iam.RolePolicy };

  constructor(name: string, args: RecoveryRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:RecoveryRole", name, {}, opts);
    const { topology, provider, boundaryArn, keyArns } = args;
    const role = new aws.iam.Role(
      name,
      {
        name: topology.names.global.recoveryRole,
        description: `disaster-recovery operations of the environment ${topology.environment}`,
        assumeRolePolicy: JSON.stringify(operatorTrust(topology)),
        permissionsBoundary: boundaryArn,
        tags: tagsOf(topology, fullName(topology, "recovery", "global")),
      },
      { parent: this, provider },
    );
    const policy = new aws.iam.RolePolicy(
      name,
      {
        name: nameWithin(topology, "recovery"),
        role: role.name,
        policy: pulumi.jsonStringify(recoveryPolicy(topology, keyArns)),
      },
      { parent: this, provider },
    );
    this.nodes = { role, policy };
    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/** The operator alone. IAM refuses a policy that names a role which does not exist yet, so the condition names it. */
export function operatorTrust({ operatorArn }: Pick<Topology, "operatorArn">) {
  const operatorAccount = operatorArn.split(":")[4] ?? "";
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${operatorAccount}:root` },
        Action: "sts:AssumeRole",
        Condition: { ArnEquals: { "aws:PrincipalArn": operatorArn } },
      },
    ],
  };
}

/** What operators may do in both regions. */
export function recoveryPolicy(
  topology: Topology,
  keyArns: Readonly<Record<Role, pulumi.Input<string>>>,
): PolicyDocument<pulumi.Input<string>> {
  const { regions } = topology;
  const tables = dataTables(topology);
  return policyDocument<pulumi.Input<string>>([
    {
      Sid: "Situation",
      Effect: "Allow",
      Action: "dynamodb:GetItem",
      Resource: stateTableArn(topology),
      Condition: itemsOf([stateItemKeys.state.pk, stateItemKeys.latch.pk, stateItemKeys.targets.pk]),
    },
    {
      Sid: "Request",
      Effect: "Allow",
      Action: "dynamodb:PutItem",
      Resource: stateTableArn(topology),
      Condition: itemsOf([stateItemKeys.request.pk]),
    },
    {
      Sid: "Heartbeats",
      Effect: "Allow",
      Action: "dynamodb:GetItem",
      Resource: tableArn(topology, "controlTable", "standby"),
      Condition: itemsOf(roles.map((role) => heartbeatItemKey(regions[role]).pk)),
    },
    {
      Sid: "Fence",
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      Resource: roles.map((role) => tableArn(topology, "controlTable", role)),
      Condition: itemsOf(roles.map((role) => fenceItemKey(regions[role]).pk)),
    },
    ...(tables.length === 0
      ? []
      : [
          {
            Sid: "CompareItems",
            Effect: "Allow" as const,
            Action: ["dynamodb:DescribeTable", "dynamodb:Query"],
            Resource: tables.flatMap((table) => roles.map((role) => tableArn(topology, table, role))),
          },
        ]),
    {
      Sid: "CompareDocuments",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: roles.map((role) => documentsBucketArn(topology, role)),
    },
    tableKeyStatement(
      roles.map((role) => regions[role]),
      roles.map((role) => keyArns[role]),
    ),
    ...(topology.parameters ? parameterStatements(topology, keyArns) : []),
  ]);
}

/** Each region's endpoints, where these are parameters. */
function parameterStatements(
  topology: Topology,
  keyArns: Readonly<Record<Role, pulumi.Input<string>>>,
): readonly Statement<pulumi.Input<string>>[] {
  return [
    {
      Sid: "Endpoints",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: roles.flatMap((role) => parameterArns(topology, role)),
    },
    {
      Sid: "EndpointsKey",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: roles.map((role) => keyArns[role]),
      Condition: {
        StringEquals: { "kms:ViaService": roles.map((role) => `ssm.${topology.regions[role]}.amazonaws.com`) },
      },
    },
  ];
}
