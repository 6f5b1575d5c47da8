import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { controlTtlSeconds, roleName, witnessName } from "@tandem/config/control";

export interface ControlRecordsArgs {
  readonly topology: Topology;
  /** Of any region: Route 53 is global. */
  readonly provider: aws.Provider;
  readonly zoneId: pulumi.Input<string>;
  /** The check on the primary's endpoint. */
  readonly endpointCheckId: pulumi.Input<string>;
  /** The inverted check on the latch. */
  readonly latchCheckId: pulumi.Input<string>;
}

/** What a pair of TXT records says while its check is healthy, and else. */
interface Pair {
  readonly key: "witness" | "role";
  readonly name: string;
  readonly says: Readonly<Record<Role, string>>;
  readonly checkId: pulumi.Input<string>;
}

/**
 * What DNS tells of a failover, from Route 53's data plane: `witness.<name>` is its verdict on the primary's endpoint, which
 * reaches the controller by another way than the regions' own; `role.<name>` names the side that clients are led to for as
 * long as the latch says so, by which a region that was left fences itself.
 *
 * ```ts
 * new ControlRecords("control", { topology, provider, zoneId, endpointCheckId, latchCheckId });
 * ```
 *
 * Note: roles and set identifiers never change; swapping them loses the records. Costs nothing beside its queries.
 */
export class ControlRecords extends pulumi.ComponentResource {
  public readonly nodes: { readonly records: readonly aws.route53.Record[] };

  constructor(name: string, args: ControlRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:ControlRecords", name, {}, opts);
    const { failoverName } = args.topology.domain;
    const pairs: readonly Pair[] = [
      {
        key: "witness",
        name: witnessName(failoverName),
        says: { primary: "up", standby: "down" },
        checkId: args.endpointCheckId,
      },
      {
        key: "role",
        name: roleName(failoverName),
        says: { primary: "primary", standby: "standby" },
        checkId: args.latchCheckId,
      },
    ];
    const records = pairs.flatMap((pair) => {
      const primary = this.createRecord(name, args, pair, "primary", []);
      // Alone, the standby's would be the answer, and a primary that reads it fences itself for good.
      return [primary, this.createRecord(name, args, pair, "standby", [primary])];
    });
    this.nodes = { records };
    this.registerOutputs({});
  }

  private createRecord(
    name: string,
    { provider, zoneId }: ControlRecordsArgs,
    pair: Pair,
    role: Role,
    after: readonly pulumi.Resource[],
  ) {
    return new aws.route53.Record(
      `${name}-${pair.key}-${role}`,
      {
        zoneId,
        name: pair.name,
        type: "TXT",
        ttl: controlTtlSeconds,
        records: [pair.says[role]],
        setIdentifier: role,
        failoverRoutingPolicies: [{ type: role === "primary" ? "PRIMARY" : "SECONDARY" }],
        ...(role === "primary" ? { healthCheckId: pair.checkId } : {}),
      },
      { parent: this, provider, dependsOn: [...after] },
    );
  }
}
