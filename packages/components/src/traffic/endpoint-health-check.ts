import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { healthAnswerOf } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { frontOf, fullName, tagsOf } from "../names.ts";

export interface EndpointHealthCheckArgs {
  readonly topology: Topology;
  /** Whose API is asked. @default the primary's: with failover records the standby is what remains, and needs no check */
  readonly role?: Role;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
  /** Host of that API. */
  readonly hostname: pulumi.Input<string>;
}

/** Whether the API speaks no TLS: that of a load balancer without a certificate. */
function isPlain({ compute, domain }: Topology): boolean {
  return compute.kind !== "lambda-rest-api" && !domain.delegated;
}

/** Where the API is on its host. */
function basePath({ compute }: Topology): string {
  return compute.kind === "lambda-rest-api" ? `/${compute.stageName}` : "";
}

/**
 * Route 53's own view of the primary endpoint, from outside AWS's regions: HTTPS, or HTTP where nobody could validate a load balancer's certificate, to `/health`, which answers
 * healthy only when the region is active, not fenced, and reaches its stores. An endpoint that answers 200 with
 * anything else is down.
 *
 * ```ts
 * new EndpointHealthCheck("endpoint", { topology, provider, hostname: primary.apiHostname });
 * ```
 *
 * Note: the interval is fixed at creation; another one makes another check. Costs one check per month, more with the 10 s interval.
 */
export class EndpointHealthCheck extends pulumi.ComponentResource {
  public readonly healthCheckId: pulumi.Output<string>;
  public readonly nodes: { readonly healthCheck: aws.route53.HealthCheck };

  constructor(name: string, args: EndpointHealthCheckArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:EndpointHealthCheck", name, {}, opts);
    const { topology, role = "primary", provider, hostname } = args;
    const path = role === "primary" ? "/health" : "/ready";
    const { routing } = topology;
    const healthCheck = new aws.route53.HealthCheck(
      name,
      {
        ...(isPlain(topology)
          ? { type: "HTTP_STR_MATCH", port: 80 }
          : { type: "HTTPS_STR_MATCH", port: 443, enableSni: true }),
        fqdn: hostname,
        resourcePath: `${basePath(topology)}${path}`,
        searchString: healthAnswerOf(topology, path),
        requestInterval: routing.healthCheckIntervalSeconds,
        failureThreshold: routing.failureThreshold,
        tags: tagsOf(topology, fullName(topology, frontOf(topology), role)),
      },
      { parent: this, provider },
    );
    this.nodes = { healthCheck };
    this.healthCheckId = healthCheck.id;
    this.registerOutputs({ healthCheckId: this.healthCheckId });
  }
}
