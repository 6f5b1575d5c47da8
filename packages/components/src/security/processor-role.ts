import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { logStreamsArn } from "../arns.ts";
import { fullName, nameWithin, tagsOf } from "../names.ts";
import { regionalName } from "../parts.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument } from "../policy.ts";
import { functionNetworkStatements } from "./function-network-statements.ts";
import { ledgerStatements } from "./ledger-statements.ts";
import { logsStatement } from "./logs-statement.ts";
import { serviceTrust } from "./service-trust.ts";

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
 * The IAM role of one region's transaction function: the tables, the bucket, the database's user, the key and the log group of
 * its own region, and within them what the handler uses. A function that is taken over in one region cannot reach into the other.
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
        name: nameWithin(topology, "transaction"),
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
    ...ledgerStatements(topology, role, keyArn),
    logsStatement(logStreamsArn(topology, role, "processorLogGroup")),
    ...functionNetworkStatements(topology, role),
  ]);
}
