import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { fenceItemKey } from "@tandem/config/control";
import { transactionPermissions } from "@tandem/handlers";
import { documentsArn, documentsBucketArn, functionLogsArn, tableArn } from "../arns.ts";
import { fullName, tagsOf } from "../names.ts";
import { regionalName } from "../parts.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument } from "../policy.ts";
import { serviceTrust } from "./service-trust.ts";
import { tableKeyStatement } from "./table-key.ts";

export interface ProcessorRoleArgs {
  readonly topology: Topology;
  /** Whose region's function takes the role. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly boundaryArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * The IAM role of one region's transaction function: the tables, the bucket, the key and the log group of its own region, and
 * within them what the handler uses. A function that is taken over in one region cannot reach into the other.
 *
 * ```ts
 * const role = new ProcessorRole("processor-primary", { topology, role: "primary", provider, boundaryArn, keyArn });
 * ```
 *
 * Costs nothing.
 */
export class ProcessorRole extends pulumi.ComponentResource {
  public readonly roleArn: pulumi.Output<string>;
  public readonly nodes: { readonly role: aws.iam.Role; readonly policy: aws.iam.RolePolicy };

  constructor(name: string, args: ProcessorRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:ProcessorRole", name, {}, opts);
    const { topology, provider } = args;
    const role = new aws.iam.Role(
      name,
      {
        name: regionalName(topology, args.role, "processorRole"),
        description: `transaction function in ${topology.regions[args.role]}`,
        assumeRolePolicy: JSON.stringify(serviceTrust("lambda.amazonaws.com")),
        permissionsBoundary: args.boundaryArn,
        tags: tagsOf(topology, fullName(topology, "processorRole", args.role)),
      },
      { parent: this, provider },
    );
    const policy = new aws.iam.RolePolicy(
      name,
      {
        name: "transaction",
        role: role.name,
        policy: pulumi.jsonStringify(processorPolicy(topology, args.role, args.keyArn)),
      },
      { parent: this, provider },
    );
    this.nodes = { role, policy };
    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/** What the transaction function of a region may do. */
export function processorPolicy(
  topology: Topology,
  role: Role,
  keyArn: pulumi.Input<string>,
): PolicyDocument<pulumi.Input<string>> {
  return policyDocument<pulumi.Input<string>>([
    {
      Sid: "WorkloadTable",
      Effect: "Allow",
      Action: transactionPermissions.workloadTable,
      Resource: tableArn(topology, "workloadTable", role),
    },
    {
      Sid: "ControlTable",
      Effect: "Allow",
      Action: transactionPermissions.controlTable,
      Resource: tableArn(topology, "controlTable", role),
      // Its own fence, neither the other region's nor a heartbeat.
      Condition: {
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": fenceItemKey(topology.regions[role]).pk },
      },
    },
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
    {
      Sid: "Logs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: functionLogsArn(topology, role, "processorLogGroup"),
    },
  ]);
}
