import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { answerOf } from "./traffic-target.ts";
import type { TrafficTarget } from "./traffic-target.ts";

export interface WeightedRecordsArgs {
  readonly topology: Topology;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
  readonly zoneId: pulumi.Input<string>;
  /** Where each region is reached. */
  readonly targets: Readonly<Record<Role, TrafficTarget>>;
  /** What decides whether a region is answered. Each record has one: a weighted record without counts as healthy. */
  readonly healthCheckIds: Readonly<Record<Role, pulumi.Input<string>>>;
}

/** All clients to the primary. A record of weight 0 is answered when no record with a weight is healthy (Route 53 Developer Guide, "Weighted routing"). */
const weights: Readonly<Record<Role, number>> = { primary: 100, standby: 0 };

/**
 * The name that clients use, by weight: everything to the primary while its check is healthy, else everything to the standby
 * while that one's is. Where neither is healthy, Route 53 takes all for healthy, and the primary is answered.
 *
 * ```ts
 * new WeightedRecords("records", { topology, provider, zoneId, targets, healthCheckIds });
 * ```
 *
 * Note: set identifiers never change; another one loses the record. Costs nothing beside its queries.
 */
export class WeightedRecords extends pulumi.ComponentResource {
  /** The name that moves. */
  public readonly dnsName: pulumi.Output<string>;
  public readonly nodes: Readonly<Record<Role, aws.route53.Record>>;

  constructor(name: string, args: WeightedRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:WeightedRecords", name, {}, opts);
    const primary = this.createRecord(name, args, "primary", []);
    // Alone, the standby's would be the answer, whatever its weight.
    const standby = this.createRecord(name, args, "standby", [primary]);
    this.nodes = { primary, standby };
    this.dnsName = primary.name;
    this.registerOutputs({ dnsName: this.dnsName });
  }

  private createRecord(
    name: string,
    { topology, provider, zoneId, targets, healthCheckIds }: WeightedRecordsArgs,
    role: Role,
    after: readonly pulumi.Resource[],
  ): aws.route53.Record {
    return new aws.route53.Record(
      `${name}-${role}`,
      {
        zoneId,
        name: topology.domain.failoverName,
        ...answerOf(topology, targets[role]),
        setIdentifier: role,
        weightedRoutingPolicies: [{ weight: weights[role] }],
        healthCheckId: healthCheckIds[role],
      },
      { parent: this, provider, dependsOn: [...after] },
    );
  }
}
