import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { globalName } from "../parts.ts";
import { retentionOptions } from "../retention.ts";

export interface GlobalTableArgs {
  readonly topology: Topology;
  /** Which of the environment's tables; decides its name. */
  readonly table: "workloadTable" | "controlTable" | "sessionsTable";
  /** Of the primary region: DynamoDB makes the replica from there. */
  readonly provider: aws.Provider;
  /** Key of the table in the primary region. */
  readonly primaryKeyArn: pulumi.Input<string>;
  /** Key of the replica in the standby region. A replica never takes its key from the table. */
  readonly standbyKeyArn: pulumi.Input<string>;
}

/**
 * A DynamoDB global table (version 2019.11.21) with one replica in each region: on demand, keys `pk` and `sk`, point-in-time
 * recovery and a customer key on both sides. Items written in either region appear in the other, so that losing one
 * region loses at most what had not been copied yet.
 *
 * ```ts
 * new GlobalTable("workload-table", { topology, table: "workloadTable", provider, primaryKeyArn, standbyKeyArn });
 * ```
 *
 * Replication is eventual and the last writer wins: conditions hold in one region only. Costs per request and per
 * stored byte, twice; nothing when idle and empty.
 * @stateful
 */
export class GlobalTable extends pulumi.ComponentResource {
  public readonly tableName: pulumi.Output<string>;
  /** ARN in the primary region. */
  public readonly tableArn: pulumi.Output<string>;
  public readonly nodes: { readonly table: aws.dynamodb.Table };

  constructor(name: string, args: GlobalTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:data:GlobalTable", name, {}, opts);
    const table = this.createTable(name, args);
    this.nodes = { table };
    this.tableName = table.name;
    this.tableArn = table.arn;
    this.registerOutputs({ tableName: this.tableName, tableArn: this.tableArn });
  }

  private createTable(name: string, args: GlobalTableArgs): aws.dynamodb.Table {
    const { topology } = args;
    const deletionProtectionEnabled = topology.retention === "keep";
    return new aws.dynamodb.Table(
      name,
      {
        name: globalName(topology, args.table),
        billingMode: "PAY_PER_REQUEST",
        hashKey: "pk",
        rangeKey: "sk",
        attributes: [
          { name: "pk", type: "S" },
          { name: "sk", type: "S" },
        ],
        // Replication reads the stream, and AWS turns it on for a table with replicas: said here, it is no drift.
        streamEnabled: true,
        streamViewType: "NEW_AND_OLD_IMAGES",
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: args.primaryKeyArn },
        deletionProtectionEnabled,
        replicas: [
          {
            regionName: topology.regions.standby,
            kmsKeyArn: args.standbyKeyArn,
            pointInTimeRecovery: true,
            propagateTags: true,
            deletionProtectionEnabled,
          },
        ],
        tags: tagsOf(topology, fullName(topology, args.table, "global")),
      },
      { parent: this, provider: args.provider, ...retentionOptions(topology.retention) },
    );
  }
}
