import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { logStreamsArn, serviceKeys } from "../arns.ts";
import { fullName, nameWithin, tagsOf } from "../names.ts";
import { regionalName } from "../parts.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument } from "../policy.ts";
import { ledgerStatements } from "./ledger-statements.ts";
import { logsStatement } from "./logs-statement.ts";
import { programStatements } from "./program-statements.ts";
import { serviceTrust } from "./service-trust.ts";

export interface InstanceRoleArgs {
  readonly topology: Topology;
  /** Whose region's instances take the role. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly boundaryArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * The IAM role of one region's instances: what serves the ledger of its own region may do, fetch the program, and write to
 * the instances' log. An instance that is taken over in one region cannot reach into the other.
 *
 * ```ts
 * const role = new InstanceRole("primary-instance", { topology, role: "primary", provider, boundaryArn, keyArn });
 * ```
 *
 * Costs nothing.
 */
export class InstanceRole extends pulumi.ComponentResource {
  public readonly roleArn: pulumi.Output<string>;
  public readonly nodes: { readonly role: aws.iam.Role; readonly policy: aws.iam.RolePolicy };

  constructor(name: string, args: InstanceRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:InstanceRole", name, {}, opts);
    const { topology, provider } = args;
    const child = { parent: this, provider };
    const role = new aws.iam.Role(
      name,
      {
        name: regionalName(topology, args.role, "instanceRole"),
        description: `instances in ${topology.regions[args.role]}`,
        assumeRolePolicy: JSON.stringify(serviceTrust("ec2.amazonaws.com")),
        permissionsBoundary: args.boundaryArn,
        tags: tagsOf(topology, fullName(topology, "instanceRole", args.role)),
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      name,
      {
        name: nameWithin(topology, "service"),
        role: role.name,
        policy: pulumi.jsonStringify(instancePolicy(topology, args.role, args.keyArn)),
      },
      child,
    );
    this.nodes = { role, policy };
    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/** What the instances of a region may do. */
export function instancePolicy(
  topology: Topology,
  role: Role,
  keyArn: pulumi.Input<string>,
): PolicyDocument<pulumi.Input<string>> {
  const region = topology.regions[role];
  const bucketName = topology.names[role].documentsBucket;
  return policyDocument<pulumi.Input<string>>([
    ...ledgerStatements(topology, role, keyArn),
    ...programStatements({ bucketName, keys: Object.values(serviceKeys(topology, role)), region, keyArn }),
    logsStatement(logStreamsArn(topology, role, "instanceLogGroup")),
  ]);
}
