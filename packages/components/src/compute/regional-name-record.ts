import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";

export interface RegionalNameRecordArgs {
  readonly topology: Topology;
  /** Whose region it leads to. */
  readonly role: Role;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
  /** The environment's zone. */
  readonly zoneId: pulumi.Input<string>;
  /** Host of the region's load balancer, and the hosted zone that this is in. */
  readonly target: { readonly hostname: pulumi.Input<string>; readonly zoneId: pulumi.Input<string> };
}

/** `primary.<failover name>`: whichever region the failover name leads to, this leads to one. */
export function regionalHostname({ domain }: Pick<Topology, "domain">, role: Role): string {
  return `${role}.${domain.failoverName}`;
}

/**
 * A name for one region's load balancer under its own certificate. A balancer's own host is in nobody's certificate but
 * AWS's, so that without this a region could not be asked by TLS past the failover name, as the controller does.
 *
 * ```ts
 * new RegionalNameRecord("name", { topology, role: "primary", provider, zoneId, target: balancer });
 * ```
 *
 * Costs nothing: queries of an alias are free.
 */
export class RegionalNameRecord extends pulumi.ComponentResource {
  public readonly hostname: pulumi.Output<string>;
  public readonly nodes: { readonly record: aws.route53.Record };

  constructor(name: string, args: RegionalNameRecordArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:RegionalNameRecord", name, {}, opts);
    const { topology, role, provider, zoneId, target } = args;
    const record = new aws.route53.Record(
      name,
      {
        zoneId,
        name: regionalHostname(topology, role),
        type: "A",
        // It is asked for what it is, healthy or not.
        aliases: [{ name: target.hostname, zoneId: target.zoneId, evaluateTargetHealth: false }],
      },
      { parent: this, provider },
    );
    this.nodes = { record };
    this.hostname = record.name;
    this.registerOutputs({ hostname: this.hostname });
  }
}
