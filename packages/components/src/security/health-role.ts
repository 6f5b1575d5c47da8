import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { logStreamsArn } from "../arns.ts";
import { fullName, nameWithin, tagsOf } from "../names.ts";
import { regionalName } from "../parts.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument } from "../policy.ts";
import { functionNetworkStatements } from "./function-network-statements.ts";
import { healthStatements } from "./ledger-statements.ts";
import { logsStatement } from "./logs-statement.ts";
import { serviceTrust } from "./service-trust.ts";

export interface HealthRoleArgs {
  readonly topology: Topology;
  /** Whose region's function takes the role. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly boundaryArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * The IAM role of the function that tells of a region's health past its load balancer. Anybody may ask it, so that it reaches
 * neither documents nor sessions.
 *
 * ```ts
 * new HealthRole("primary-health", { topology, role: "primary", provider, boundaryArn, keyArn });
 * ```
 *
 * Costs nothing.
 */
export class HealthRole extends pulumi.ComponentResource {
  public readonly roleArn: pulumi.Output<string>;
  public readonly nodes: { readonly role: aws.iam.Role; readonly policy: aws.iam.RolePolicy };

  constructor(name: string, args: HealthRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:HealthRole", name, {}, opts);
    const { topology, provider } = args;
    const child = { parent: this, provider };
    const role = new aws.iam.Role(
      name,
      {
        name: regionalName(topology, args.role, "healthFunctionRole"),
        description: `health function in ${topology.regions[args.role]}`,
        assumeRolePolicy: JSON.stringify(serviceTrust("lambda.amazonaws.com")),
        permissionsBoundary: args.boundaryArn,
        tags: tagsOf(topology, fullName(topology, "healthFunctionRole", args.role)),
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      name,
      {
        name: nameWithin(topology, "health"),
        role: role.name,
        policy: pulumi.jsonStringify(healthPolicy(topology, args.role, args.keyArn)),
      },
      child,
    );
    this.nodes = { role, policy };
    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/** What the health function of a region may do. */
function healthPolicy(
  topology: Topology,
  role: Role,
  keyArn: pulumi.Input<string>,
): PolicyDocument<pulumi.Input<string>> {
  return policyDocument<pulumi.Input<string>>([
    ...healthStatements(topology, role, keyArn),
    logsStatement(logStreamsArn(topology, role, "healthFunctionLogGroup")),
    ...functionNetworkStatements(topology, role),
  ]);
}
