import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { tagsOf } from "../names.ts";
import { retentionOptions } from "../retention.ts";

export interface FailoverZoneArgs {
  readonly topology: Topology;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
}

/**
 * The public hosted zone of the environment's domain. It lives apart from the records that decide traffic, so that
 * these can be rebuilt while the name servers, which the parent zone refers to, stay. In the domain mode
 * `delegated` it also makes the parent zone refer to them.
 *
 * ```ts
 * new FailoverZone("zone", { topology, provider });
 * ```
 *
 * Costs one hosted zone per month.
 * @stateful a new zone has other name servers
 */
export class FailoverZone extends pulumi.ComponentResource {
  public readonly zoneId: pulumi.Output<string>;
  public readonly nameServers: pulumi.Output<string[]>;
  public readonly nodes: {
    readonly zone: aws.route53.Zone;
    /** In the parent zone, where that is ours. */
    readonly delegation: aws.route53.Record | undefined;
  };

  constructor(name: string, args: FailoverZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:FailoverZone", name, {}, opts);
    const { topology, provider } = args;
    const zone = new aws.route53.Zone(
      name,
      {
        name: topology.domain.name,
        comment: `failover names of the environment ${topology.environment}`,
        forceDestroy: topology.retention === "disposable",
        tags: tagsOf(topology, topology.domain.name),
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
    const { parentZoneId } = topology.domain;
    const delegation =
      parentZoneId === undefined
        ? undefined
        : new aws.route53.Record(
            `${name}-delegation`,
            { zoneId: parentZoneId, name: topology.domain.name, type: "NS", records: zone.nameServers, ttl: 300 },
            { parent: this, provider },
          );
    this.nodes = { zone, delegation };
    this.zoneId = zone.zoneId;
    this.nameServers = zone.nameServers;
    this.registerOutputs({ zoneId: this.zoneId, nameServers: this.nameServers });
  }
}
