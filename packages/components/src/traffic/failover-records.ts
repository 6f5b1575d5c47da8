import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { answerOf } from "./traffic-target.ts";
import type { TrafficTarget } from "./traffic-target.ts";

export interface FailoverRecordsArgs {
  readonly topology: Topology;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
  readonly zoneId: pulumi.Input<string>;
  /** Where each region is reached. */
  readonly targets: Readonly<Record<Role, TrafficTarget>>;
  /** Decides whether the primary is answered. The standby has none: it is what remains. */
  readonly primaryHealthCheckId: pulumi.Input<string>;
}

/**
 * The name that clients use: a CNAME pair, or one of aliases, that answers the primary while its check is healthy, else the standby.
 * Route 53's data plane switches it, without a call to any control plane.
 *
 * ```ts
 * new FailoverRecords("records", { topology, provider, zoneId, targets, primaryHealthCheckId });
 * ```
 *
 * Note: roles and set identifiers never change; swapping them loses the records. Costs nothing beside its queries.
 */
export class FailoverRecords extends pulumi.ComponentResource {
  /** The name that fails over. */
  public readonly dnsName: pulumi.Output<string>;
  public readonly nodes: Readonly<Record<Role, aws.route53.Record>>;

  constructor(name: string, args: FailoverRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:FailoverRecords", name, {}, opts);
    const primary = this.createRecord(name, args, "primary", { healthCheckId: args.primaryHealthCheckId }, []);
    // Alone, the standby's would be the answer.
    const standby = this.createRecord(name, args, "standby", {}, [primary]);
    this.nodes = { primary, standby };
    this.dnsName = primary.name;
    this.registerOutputs({ dnsName: this.dnsName });
  }

  private createRecord(
    name: string,
    { topology, provider, zoneId, targets }: FailoverRecordsArgs,
    role: Role,
    check: { readonly healthCheckId?: pulumi.Input<string> },
    after: readonly pulumi.Resource[],
  ): aws.route53.Record {
    return new aws.route53.Record(
      `${name}-${role}`,
      {
        zoneId,
        name: topology.domain.failoverName,
        ...answerOf(topology, targets[role]),
        setIdentifier: role,
        failoverRoutingPolicies: [{ type: role === "primary" ? "PRIMARY" : "SECONDARY" }],
        ...check,
      },
      { parent: this, provider, dependsOn: [...after] },
    );
  }
}
