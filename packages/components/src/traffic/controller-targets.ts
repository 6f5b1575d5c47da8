import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { stateItemKeys } from "@tandem/config/control";
import type { Targets } from "@tandem/config/control";

/** The same with inputs in place of texts. */
type TargetInputs<Value> = Value extends string
  ? pulumi.Input<string>
  : { readonly [Name in keyof Value]: TargetInputs<Value[Name]> };

export interface ControllerTargetsArgs {
  /** Of the standby region. */
  readonly provider: aws.Provider;
  readonly stateTableName: pulumi.Input<string>;
  readonly targets: TargetInputs<Targets>;
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
    const attributes = pulumi.output({ ...stateItemKeys.targets, ...targets }).apply(attributesOf);
    const item = new aws.dynamodb.TableItem(
      name,
      {
        tableName: stateTableName,
        hashKey: "pk",
        rangeKey: "sk",
        item: pulumi.jsonStringify(attributes),
      },
      { parent: this, provider, dependsOn: [...after] },
    );
    this.nodes = { item };
    this.registerOutputs({});
  }
}

/** Texts, and maps of them. */
interface Tree {
  readonly [name: string]: string | Tree | undefined;
}

type Attribute = { readonly S: string } | { readonly M: Readonly<Record<string, Attribute>> };

/** As DynamoDB writes an item; what is not there has no attribute. */
function attributesOf(tree: Tree): Readonly<Record<string, Attribute>> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]): readonly (readonly [string, Attribute])[] => {
      if (value === undefined) return [];
      return [[name, typeof value === "string" ? { S: value } : { M: attributesOf(value) }]];
    }),
  );
}
