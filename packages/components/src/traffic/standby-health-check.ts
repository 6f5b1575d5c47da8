import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { frontOf, fullName, tagsOf } from "../names.ts";

export interface StandbyHealthCheckArgs {
  readonly topology: Topology;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
  /** The check on the standby's load balancer. */
  readonly endpointCheckId: pulumi.Input<string>;
  /** The check on the standby's health function. @default none: there is no such function */
  readonly functionUrlCheckId?: pulumi.Input<string> | undefined;
}

/**
 * Whether the standby could take clients: what a weighted record of it hangs on. Its balancer and its health function both
 * say that it could serve.
 *
 * ```ts
 * new StandbyHealthCheck("standby", { topology, provider, endpointCheckId, functionUrlCheckId });
 * ```
 *
 * Costs one check per month.
 */
export class StandbyHealthCheck extends pulumi.ComponentResource {
  public readonly healthCheckId: pulumi.Output<string>;
  public readonly nodes: { readonly healthCheck: aws.route53.HealthCheck };

  constructor(name: string, args: StandbyHealthCheckArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:StandbyHealthCheck", name, {}, opts);
    const { topology, provider, endpointCheckId, functionUrlCheckId } = args;
    const children = [endpointCheckId, ...(functionUrlCheckId === undefined ? [] : [functionUrlCheckId])];
    const healthCheck = new aws.route53.HealthCheck(
      name,
      {
        type: "CALCULATED",
        childHealthchecks: children,
        // All of them.
        childHealthThreshold: children.length,
        tags: tagsOf(topology, fullName(topology, frontOf(topology), "standby")),
      },
      { parent: this, provider },
    );
    this.nodes = { healthCheck };
    this.healthCheckId = healthCheck.id;
    this.registerOutputs({ healthCheckId: this.healthCheckId });
  }
}
