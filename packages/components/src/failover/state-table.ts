import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { retentionOptions } from "../retention.ts";

export interface StateTableArgs {
  readonly topology: Topology;
  /** Of the standby region. */
  readonly provider: aws.Provider;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * What the failover controller knows: lease and state, latch, requests, targets and ledger. It has no replica: a condition
 * on a global table holds in one region only and does not survive the last writer, so that two controllers could both win.
 *
 * ```ts
 * new StateTable("controller-state", { topology, provider: providers.standby, keyArn });
 * ```
 *
 * Costs per request, some every ten seconds.
 * @stateful a controller without it begins anew, with the primary active in epoch 1
 */
export class StateTable extends pulumi.ComponentResource {
  public readonly tableName: pulumi.Output<string>;
  public readonly nodes: { readonly table: aws.dynamodb.Table };

  constructor(name: string, args: StateTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:failover:StateTable", name, {}, opts);
    const { topology, provider, keyArn } = args;
    const table = new aws.dynamodb.Table(
      name,
      {
        name: topology.names.controller.stateTable,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "pk",
        rangeKey: "sk",
        attributes: [
          { name: "pk", type: "S" },
          { name: "sk", type: "S" },
        ],
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
        deletionProtectionEnabled: topology.retention === "keep",
        tags: tagsOf(topology, fullName(topology, "failoverState", "standby")),
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
    this.nodes = { table };
    this.tableName = table.name;
    this.registerOutputs({ tableName: this.tableName });
  }
}
