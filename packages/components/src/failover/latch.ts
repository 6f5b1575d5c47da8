import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { latchConcurrency } from "@tandem/config/concurrency";
import type { LatchEnvironment } from "@tandem/handlers";
import { serviceName } from "../names.ts";
import { latchAddress } from "./latch-address.ts";
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
 * ```ts
 * new Latch("latch", { topology, provider: providers.standby, roleArn, keyArn, stateTableName });
 * ```
 *
 * Costs a function of 256 MB for some milliseconds a few times a second.
 */
export class Latch extends pulumi.ComponentResource {
  /** Where it is asked: `https://<hostname><path>` */
  public readonly url: pulumi.Output<string>;
  /** `<id>.lambda-url.<region>.on.aws`, or `<id>.execute-api.<region>.amazonaws.com` where there are no function URLs. */
  public readonly hostname: pulumi.Output<string>;
  /** `/latch`, below the stage of a REST API. */
  public readonly path: string;
  public readonly nodes: {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly function: aws.lambda.Function;
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
    const { hostname, path } = latchAddress(name, topology, made.function, child);
    this.nodes = made;
    this.url = pulumi.interpolate`https://${hostname}${path}`;
    this.hostname = hostname;
    this.path = path;
    this.registerOutputs({ url: this.url, hostname: this.hostname });
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
