import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { healthAnswerOf } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { present } from "../parts.ts";

export interface FunctionUrlHealthCheckArgs {
  readonly topology: Topology;
  /** Whose region's function is asked. */
  readonly role: Role;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
  /** Host of the function's address. */
  readonly hostname: pulumi.Input<string>;
}

/**
 * Route 53's view of a region past its load balancer, by HTTPS at the address of its health function: whether it could serve.
 * Whether the primary does serve is asked at its balancer, more often: a check every 30 s that a fence takes down keeps a
 * failback waiting for a minute and a half after the fence is gone.
 *
 * ```ts
 * new FunctionUrlHealthCheck("primary-function", { topology, role: "primary", provider, hostname });
 * ```
 *
 * Note: it stays healthy when the balancer dies, so that a record needs a check of that beside it. Costs one check per month.
 */
export class FunctionUrlHealthCheck extends pulumi.ComponentResource {
  public readonly healthCheckId: pulumi.Output<string>;
  public readonly nodes: { readonly healthCheck: aws.route53.HealthCheck };

  constructor(name: string, args: FunctionUrlHealthCheckArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:FunctionUrlHealthCheck", name, {}, opts);
    const { topology, role, provider, hostname } = args;
    const { intervalSeconds, failureThreshold } = present(
      topology.routing.functionUrlCheck,
      topology.profile,
      "check of function URLs",
    );
    const healthCheck = new aws.route53.HealthCheck(
      name,
      {
        type: "HTTPS_STR_MATCH",
        fqdn: hostname,
        port: 443,
        enableSni: true,
        resourcePath: "/ready",
        searchString: healthAnswerOf(topology, "/ready"),
        requestInterval: intervalSeconds,
        failureThreshold,
        tags: tagsOf(topology, fullName(topology, "healthFunction", role)),
      },
      { parent: this, provider },
    );
    this.nodes = { healthCheck };
    this.healthCheckId = healthCheck.id;
    this.registerOutputs({ healthCheckId: this.healthCheckId });
  }
}
