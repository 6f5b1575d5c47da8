import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { healthConcurrency } from "@tandem/config/concurrency";
import type { BundleName } from "@tandem/handlers";
import { loggedFunction } from "../failover/logged-function.ts";
import { openFunctionUrl } from "../failover/open-function-url.ts";
import type { FunctionAccess } from "../network/function-access.ts";
import { regionalName } from "../parts.ts";

export interface HealthFunctionArgs {
  readonly topology: Topology;
  /** Whose region it tells of. */
  readonly role: Role;
  readonly provider: aws.Provider;
  /** The function's own role. */
  readonly roleArn: pulumi.Input<string>;
  /** The region's key, for the log group. */
  readonly keyArn: pulumi.Input<string>;
  /** A bundle that answers `/health` and `/ready`, and nothing else: anybody may ask it. */
  readonly code: BundleName;
  /** What that bundle reads of its environment. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  /** The private subnets that the database is reached from. */
  readonly access: FunctionAccess | undefined;
}

/**
 * What tells of a region's health past its load balancer, at an address of its own: a balancer that is gone and a service
 * that is gone can be told apart. Anybody may ask it, so that it serves nothing else.
 *
 * ```ts
 * new HealthFunction("health", { topology, role: "primary", provider, roleArn, keyArn, code, variables, access });
 * ```
 *
 * Costs a function of 256 MB for some milliseconds every few seconds.
 */
export class HealthFunction extends pulumi.ComponentResource {
  public readonly hostname: pulumi.Output<string>;
  public readonly functionName: pulumi.Output<string>;
  public readonly nodes: {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly function: aws.lambda.Function;
    readonly functionUrl: aws.lambda.FunctionUrl;
    readonly permissions: readonly aws.lambda.Permission[];
  };

  constructor(name: string, args: HealthFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:HealthFunction", name, {}, opts);
    const { topology, role, provider } = args;
    const child = { parent: this, provider };
    const made = loggedFunction(
      name,
      {
        ...args,
        service: "healthFunction",
        names: {
          function: regionalName(topology, role, "healthFunction"),
          logGroup: regionalName(topology, role, "healthFunctionLogGroup"),
        },
        description: "tells of the region's health past its load balancer",
        // Route 53 waits for an answer for two seconds.
        timeoutSeconds: 3,
        reservedConcurrency: healthConcurrency,
      },
      child,
    );
    const open = openFunctionUrl(name, made.function, topology.regions[role], child);
    this.nodes = { ...made, functionUrl: open.functionUrl, permissions: open.permissions };
    this.hostname = open.hostname;
    this.functionName = made.function.name;
    this.registerOutputs({ hostname: this.hostname, functionName: this.functionName });
  }
}
