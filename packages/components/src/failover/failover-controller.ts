import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { controllerConcurrency } from "@tandem/config/concurrency";
import { controlProbeUrl } from "@tandem/config/control";
import type { BundleName, ControllerEnvironment } from "@tandem/handlers";
import { topicArn } from "../arns.ts";
import { serviceName } from "../names.ts";
import { loggedFunction } from "./logged-function.ts";
import { noSecondTry } from "./no-second-try.ts";

export interface FailoverControllerArgs {
  readonly topology: Topology;
  /** Of the standby region. */
  readonly provider: aws.Provider;
  /** The function's own role. */
  readonly roleArn: pulumi.Input<string>;
  /** The role that EventBridge Scheduler starts the function with. */
  readonly scheduleRoleArn: pulumi.Input<string>;
  /** The region's key, for the log group. */
  readonly keyArn: pulumi.Input<string>;
  readonly stateTableName: pulumi.Input<string>;
  readonly controlTableName: pulumi.Input<string>;
  /** The global table that a region's last word goes through. */
  readonly markerTableName: pulumi.Input<string>;
}

/**
 * What moves clients to the standby when the primary is lost: a function outside of any network, in the region that
 * remains, which looks at three witnesses every ten seconds. An invocation goes on for 150 seconds or until a later one
 * takes its lease, so that starts that are almost two minutes apart leave no gap. It watches nothing until the traffic plane
 * has told it what (`ControllerTargets`).
 *
 * ```ts
 * new FailoverController("controller", {
 *   topology, provider: providers.standby, roleArn, scheduleRoleArn, keyArn, stateTableName, controlTableName, markerTableName,
 * });
 * ```
 *
 * Costs one to two functions of 256 MB that run all the time.
 */
export class FailoverController extends pulumi.ComponentResource {
  public readonly functionName: pulumi.Output<string>;
  public readonly nodes: {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly function: aws.lambda.Function;
    readonly retries: aws.lambda.FunctionEventInvokeConfig;
    readonly schedule: aws.scheduler.Schedule;
  };

  constructor(name: string, args: FailoverControllerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:failover:FailoverController", name, {}, opts);
    const { topology, provider } = args;
    const names = topology.names.controller;
    const child = { parent: this, provider };
    const made = loggedFunction(
      name,
      {
        ...args,
        service: "failoverController",
        code: controllerBundle(topology),
        names,
        description: "leaves the primary region when it is lost",
        // Two and a half minutes of ticks, and time to spare.
        timeoutSeconds: 180,
        reservedConcurrency: controllerConcurrency,
        variables: controllerEnvironment(args),
      },
      child,
    );
    const retries = new aws.lambda.FunctionEventInvokeConfig(
      name,
      { functionName: made.function.name, ...noSecondTry },
      child,
    );
    // Made last: whatever it starts finds its retries off. AWS tags groups of schedules only.
    const schedule = new aws.scheduler.Schedule(
      name,
      {
        name: names.schedule,
        description: "starts the failover controller",
        scheduleExpression: "rate(1 minute)",
        flexibleTimeWindow: { mode: "OFF" },
        target: { arn: made.function.arn, roleArn: args.scheduleRoleArn, retryPolicy: noSecondTry },
      },
      { ...child, dependsOn: retries },
    );
    this.nodes = { ...made, retries, schedule };
    this.functionName = made.function.name;
    this.registerOutputs({ functionName: this.functionName });
  }
}

/** A controller that has a database to move as well knows RDS; others need not carry it. */
function controllerBundle({ database }: Pick<Topology, "database">): BundleName {
  return database === undefined ? "controller" : "controller-database";
}

/** Never AWS_REGION or AWS_LAMBDA_FUNCTION_NAME: Lambda sets them, and refuses a function that brings its own. */
function controllerEnvironment(args: FailoverControllerArgs): {
  readonly [K in keyof ControllerEnvironment]: pulumi.Input<ControllerEnvironment[K]>;
} {
  const { topology } = args;
  const { regions, names } = topology;
  return {
    STATE_TABLE: args.stateTableName,
    CONTROL_TABLE: args.controlTableName,
    MARKER_TABLE: args.markerTableName,
    PRIMARY_REGION: regions.primary,
    STANDBY_REGION: regions.standby,
    PRIMARY_BUCKET: names.primary.documentsBucket,
    STANDBY_BUCKET: names.standby.documentsBucket,
    // By their names: nothing here waits for the primary region's stack.
    PRIMARY_TOPIC_ARN: topicArn(topology, regions.primary, names.primary.alertTopic),
    STANDBY_TOPIC_ARN: topicArn(topology, regions.standby, names.standby.alertTopic),
    FAILOVER_NAME: topology.domain.failoverName,
    CONTROL_PROBE_URL: controlProbeUrl(topology.controlProbeRegion),
    ENVIRONMENT: topology.environment,
    POWERTOOLS_SERVICE_NAME: serviceName(topology, "failoverController"),
    LOG_LEVEL: "INFO",
  };
}
