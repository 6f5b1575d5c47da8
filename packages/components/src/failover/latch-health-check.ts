import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { latchedBody } from "@tandem/config/control";
import { fullName, tagsOf } from "../names.ts";
import type { Latch } from "./latch.ts";

export interface LatchHealthCheckArgs {
  readonly topology: Topology;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
  readonly latch: Latch;
}

/**
 * Route 53's view of the latch, inverted: unhealthy as soon as the latch tells that it is set, in one answer; healthy with
 * any other answer and with none.
 *
 * ```ts
 * new LatchHealthCheck("latch-check", { topology, provider, latch });
 * ```
 *
 * Note: a new inverted check is unhealthy until its checkers report; nothing hangs on it before (`tandem gate`). Replacing
 * one that records hang on takes two rollouts, with a second one beside it. Costs one check per month, more with the 10 s
 * interval and the matched body.
 */
export class LatchHealthCheck extends pulumi.ComponentResource {
  public readonly healthCheckId: pulumi.Output<string>;
  public readonly nodes: { readonly healthCheck: aws.route53.HealthCheck };

  constructor(name: string, args: LatchHealthCheckArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:failover:LatchHealthCheck", name, {}, opts);
    const { topology, provider, latch } = args;
    const healthCheck = new aws.route53.HealthCheck(
      name,
      {
        type: "HTTPS_STR_MATCH",
        fqdn: latch.hostname,
        port: 443,
        enableSni: true,
        resourcePath: latch.path,
        searchString: latchedBody(topology.environment),
        invertHealthcheck: true,
        requestInterval: 10,
        failureThreshold: 1,
        tags: tagsOf(topology, fullName(topology, "failoverLatch", "standby")),
      },
      // All of it: checkers that see a latch which nobody may ask yet have seen nothing.
      { parent: this, provider, dependsOn: latch },
    );
    this.nodes = { healthCheck };
    this.healthCheckId = healthCheck.id;
    this.registerOutputs({ healthCheckId: this.healthCheckId });
  }
}
