import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { latchConcurrency } from "@tandem/config/control";
import type { LatchEnvironment } from "@tandem/handlers";
import { serviceName } from "../names.ts";
import { loggedFunction } from "./logged-function.ts";

export interface LatchArgs {
  readonly topology: Topology;
  /** Of the standby region. */
  readonly provider: aws.Provider;
  /** The function's own role. */
  readonly roleArn: pulumi.Input<string>;
  /** The region's key, for the log group. */
  readonly keyArn: pulumi.Input<string>;
  readonly stateTableName: pulumi.Input<string>;
}

/**
 * What tells Route 53 that the primary has been left for good: a function that anybody may ask, which finds the
 * controller's word in the state table. Its address works without the standby's API and without any control plane. A latch
 * that does not answer is one that is not set, so that losing the standby never takes the primary down.
 *
 * Two statements let anybody in, as AWS asks since October 2025: one for the address, one for the function behind it.
 *
 * ```ts
 * new Latch("latch", { topology, provider: providers.standby, roleArn, keyArn, stateTableName });
 * ```
 *
 * Costs a function of 256 MB for some milliseconds a few times a second.
 */
export class Latch extends pulumi.ComponentResource {
  /** `https://<id>.lambda-url.<region>.on.aws/latch` */
  public readonly url: pulumi.Output<string>;
  public readonly hostname: pulumi.Output<string>;
  public readonly nodes: {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly function: aws.lambda.Function;
    readonly functionUrl: aws.lambda.FunctionUrl;
    readonly permissions: readonly aws.lambda.Permission[];
  };

  constructor(name: string, args: LatchArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:failover:Latch", name, {}, opts);
    const { topology, provider } = args;
    const { latch, latchLogGroup } = topology.names.controller;
    const child = { parent: this, provider };
    const made = loggedFunction(
      name,
      {
        ...args,
        service: "failoverLatch",
        code: "latch",
        names: { function: latch, logGroup: latchLogGroup },
        description: "tells Route 53 whether the primary has been left",
        // Route 53 waits for an answer for two seconds.
        timeoutSeconds: 3,
        reservedConcurrency: latchConcurrency,
        variables: latchEnvironment(args),
      },
      child,
    );
    const functionUrl = new aws.lambda.FunctionUrl(
      name,
      { functionName: made.function.name, authorizationType: "NONE" },
      child,
    );
    const permissions = this.createPermissions(name, args, made.function);
    this.nodes = { ...made, functionUrl, permissions };
    this.url = pulumi.interpolate`${functionUrl.functionUrl}latch`;
    this.hostname = pulumi.interpolate`${functionUrl.urlId}.lambda-url.${topology.regions.standby}.on.aws`;
    this.registerOutputs({ url: this.url, hostname: this.hostname });
  }

  private createPermissions(name: string, { provider }: LatchArgs, lambda: aws.lambda.Function) {
    const anybody = { function: lambda.name, principal: "*" };
    // The function's policy holds one statement of each name: where the function is replaced, the old ones have to go first.
    const child = { parent: this, provider, deleteBeforeReplace: true };
    return [
      new aws.lambda.Permission(
        `${name}-url`,
        {
          ...anybody,
          statementId: "anybody-asks-url",
          action: "lambda:InvokeFunctionUrl",
          functionUrlAuthType: "NONE",
        },
        child,
      ),
      new aws.lambda.Permission(
        `${name}-function`,
        {
          ...anybody,
          statementId: "anybody-invokes-by-url",
          action: "lambda:InvokeFunction",
          invokedViaFunctionUrl: true,
        },
        child,
      ),
    ];
  }
}

function latchEnvironment({ topology, stateTableName }: LatchArgs): {
  readonly [K in keyof LatchEnvironment]: pulumi.Input<LatchEnvironment[K]>;
} {
  return {
    STATE_TABLE: stateTableName,
    ENVIRONMENT: topology.environment,
    POWERTOOLS_SERVICE_NAME: serviceName(topology, "failoverLatch"),
    LOG_LEVEL: "INFO",
  };
}
