import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";

export interface FailoverHealthCheckArgs {
  readonly topology: Topology;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
  /** The check on the primary's endpoint. */
  readonly endpointCheckId: pulumi.Input<string>;
  /** The inverted check on the latch. */
  readonly latchCheckId: pulumi.Input<string>;
  /** The check on the primary's health function. @default none: there is no such function */
  readonly functionUrlCheckId?: pulumi.Input<string> | undefined;
}

/**
 * Whether the primary gets clients: its endpoint is healthy, and the latch is not set. With the endpoint alone, a region
 * that comes back after it was left would take clients again by itself.
 *
 * ```ts
 * new FailoverHealthCheck("failover", { topology, provider, endpointCheckId, latchCheckId });
 * ```
 *
 * Costs one check per month.
 */
export class FailoverHealthCheck extends pulumi.ComponentResource {
  public readonly healthCheckId: pulumi.Output<string>;
  public readonly nodes: { readonly healthCheck: aws.route53.HealthCheck };

  constructor(name: string, args: FailoverHealthCheckArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:FailoverHealthCheck", name, {}, opts);
    const { topology, provider, endpointCheckId, latchCheckId, functionUrlCheckId } = args;
    const children = [endpointCheckId, latchCheckId, ...(functionUrlCheckId === undefined ? [] : [functionUrlCheckId])];
    const healthCheck = new aws.route53.HealthCheck(
      name,
      {
        type: "CALCULATED",
        childHealthchecks: children,
        // All of them.
        childHealthThreshold: children.length,
        tags: tagsOf(topology, fullName(topology, "failoverController", "primary")),
      },
      { parent: this, provider },
    );
    this.nodes = { healthCheck };
    this.healthCheckId = healthCheck.id;
    this.registerOutputs({ healthCheckId: this.healthCheckId });
  }
}
