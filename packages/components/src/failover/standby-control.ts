import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { FailoverController } from "./failover-controller.ts";
import { LatchHealthCheck } from "./latch-health-check.ts";
import { Latch } from "./latch.ts";
import { StateTable } from "./state-table.ts";

export interface StandbyControlArgs {
  readonly topology: Topology;
  /** Of the standby region. */
  readonly provider: aws.Provider;
  readonly controllerRoleArn: pulumi.Input<string>;
  readonly controllerScheduleRoleArn: pulumi.Input<string>;
  readonly latchRoleArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
  /** The global table that a region's last word goes through. */
  readonly markerTableName: pulumi.Input<string>;
  readonly controlTableName: pulumi.Input<string>;
}

/**
 * What decides on a failover and holds to it, all in the standby region: the controller, the table with what it knows, the
 * latch that it sets, and Route 53's view of the latch.
 *
 * ```ts
 * new StandbyControl("control", {
 *   topology, provider: providers.standby, controllerRoleArn, controllerScheduleRoleArn, latchRoleArn, keyArn,
 *   markerTableName, controlTableName,
 * });
 * ```
 *
 * Costs the controller, the latch and one health check.
 * @stateful see {@link StateTable}
 */
export class StandbyControl extends pulumi.ComponentResource {
  public readonly nodes: {
    readonly state: StateTable;
    readonly latch: Latch;
    readonly latchCheck: LatchHealthCheck;
    readonly controller: FailoverController;
  };

  constructor(name: string, args: StandbyControlArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:failover:StandbyControl", name, {}, opts);
    const { topology, provider, keyArn } = args;
    const parent = { parent: this };
    const state = new StateTable(`${name}-state`, { topology, provider, keyArn }, parent);
    const own = { topology, provider, keyArn, stateTableName: state.tableName };
    const latch = new Latch(`${name}-latch`, { ...own, roleArn: args.latchRoleArn }, parent);
    const latchCheck = new LatchHealthCheck(`${name}-latch-check`, { topology, provider, latch }, parent);
    const controller = new FailoverController(
      `${name}-controller`,
      {
        ...own,
        roleArn: args.controllerRoleArn,
        scheduleRoleArn: args.controllerScheduleRoleArn,
        controlTableName: args.controlTableName,
        markerTableName: args.markerTableName,
      },
      parent,
    );
    this.nodes = { state, latch, latchCheck, controller };
    this.registerOutputs(this.outputs());
  }

  /** What the standby's stack publishes beside its service. */
  public outputs() {
    const { state, latch, latchCheck, controller } = this.nodes;
    return {
      controllerFunctionName: controller.functionName,
      stateTableName: state.tableName,
      latchUrl: latch.url,
      latchHealthCheckId: latchCheck.healthCheckId,
    };
  }
}
