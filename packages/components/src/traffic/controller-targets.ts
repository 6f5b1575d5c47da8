import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { stateItemKeys } from "@tandem/config/control";
import type { Targets } from "@tandem/config/control";

export interface ControllerTargetsArgs {
  /** Of the standby region. */
  readonly provider: aws.Provider;
  readonly stateTableName: pulumi.Input<string>;
  readonly targets: { readonly [Name in keyof Targets]: pulumi.Input<string> };
  /** What must be there before the controller begins to watch. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * What the failover controller watches, told to it as an item of its own table: that arms it. So the standby's stack needs
 * nothing of the primary's, and both regions roll out side by side. It is made last and goes first.
 *
 * ```ts
 * new ControllerTargets("targets", { provider, stateTableName, targets, after: [records] });
 * ```
 *
 * Costs nothing.
 */
export class ControllerTargets extends pulumi.ComponentResource {
  public readonly nodes: { readonly item: aws.dynamodb.TableItem };

  constructor(name: string, args: ControllerTargetsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:ControllerTargets", name, {}, opts);
    const { provider, stateTableName, targets, after } = args;
    const attributes = Object.entries({ ...stateItemKeys.targets, ...targets }).map(
      ([key, S]) => [key, { S }] as const,
    );
    const item = new aws.dynamodb.TableItem(
      name,
      {
        tableName: stateTableName,
        hashKey: "pk",
        rangeKey: "sk",
        item: pulumi.jsonStringify(Object.fromEntries(attributes)),
      },
      { parent: this, provider, dependsOn: [...after] },
    );
    this.nodes = { item };
    this.registerOutputs({});
  }
}
