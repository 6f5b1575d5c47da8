import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { heartbeatConcurrency } from "@tandem/config/concurrency";
import { lambdaRuntime } from "@tandem/handlers";
import type { HeartbeatEnvironment } from "@tandem/handlers";
import { bundle } from "@tandem/handlers/bundle";
import type { FunctionDatabase } from "../database/function-database.ts";
import { databaseEnvironment } from "../database/function-database.ts";
import { fullName, serviceName, tagsOf } from "../names.ts";
import { vpcConfigOf } from "../network/function-access.ts";
import { retentionOptions } from "../retention.ts";
import { noSecondTry } from "./no-second-try.ts";

export interface HeartbeatWriterArgs {
  readonly topology: Topology;
  /** Whose region it speaks for. */
  readonly role: Role;
  readonly provider: aws.Provider;
  /** The function's own role. */
  readonly roleArn: pulumi.Input<string>;
  /** The role that EventBridge Scheduler starts the function with. */
  readonly scheduleRoleArn: pulumi.Input<string>;
  /** The region's key, for the log group. */
  readonly keyArn: pulumi.Input<string>;
  readonly controlTableName: pulumi.Input<string>;
  /** The region's database, which gets its heartbeats as well. @default none */
  readonly database?: FunctionDatabase | undefined;
}

/**
 * The function that says every ten seconds that its region is alive, in the region's item of the control table, and the
 * schedule that starts it every minute. An invocation goes on for 150 seconds or until a later one writes, so that starts
 * that are almost two minutes apart leave no gap. Global tables bring the item to the other region, where its age tells
 * a region that is gone from one whose API alone is. With a database, its writer gets a row as well, whose age in the other
 * region is the lag of the replication.
 *
 * ```ts
 * new HeartbeatWriter("heartbeat", { topology, role: "primary", provider, roleArn, scheduleRoleArn, keyArn, controlTableName });
 * ```
 *
 * Costs one to two functions of 256 MB that run all the time, and a write every ten seconds in each region.
 */
export class HeartbeatWriter extends pulumi.ComponentResource {
  public readonly functionName: pulumi.Output<string>;
  public readonly nodes: {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly function: aws.lambda.Function;
    readonly retries: aws.lambda.FunctionEventInvokeConfig;
    readonly schedule: aws.scheduler.Schedule;
  };

  constructor(name: string, args: HeartbeatWriterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:failover:HeartbeatWriter", name, {}, opts);
    const logGroup = this.createLogGroup(name, args);
    const lambda = this.createFunction(name, args, logGroup);
    const retries = new aws.lambda.FunctionEventInvokeConfig(
      name,
      { functionName: lambda.name, ...noSecondTry },
      { parent: this, provider: args.provider },
    );
    const schedule = this.createSchedule(name, args, lambda, retries);
    this.nodes = { logGroup, function: lambda, retries, schedule };
    this.functionName = lambda.name;
    this.registerOutputs({ functionName: this.functionName });
  }

  private createLogGroup(name: string, { topology, role, provider, keyArn }: HeartbeatWriterArgs) {
    return new aws.cloudwatch.LogGroup(
      name,
      {
        name: topology.names[role].heartbeatLogGroup,
        retentionInDays: topology.logRetentionDays,
        kmsKeyId: keyArn,
        tags: tagsOf(topology, fullName(topology, "heartbeat", role)),
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
  }

  private createFunction(name: string, args: HeartbeatWriterArgs, logGroup: aws.cloudwatch.LogGroup) {
    const { topology, role, provider } = args;
    const { directory, handler } = bundle(args.database === undefined ? "heartbeat" : "heartbeat-postgres");
    return new aws.lambda.Function(
      name,
      {
        name: topology.names[role].heartbeat,
        description: "heartbeat of the region",
        runtime: lambdaRuntime,
        architectures: ["arm64"],
        handler,
        code: new pulumi.asset.FileArchive(directory),
        role: args.roleArn,
        memorySize: 256,
        // Two and a half minutes of ticks, and time to spare.
        timeout: 180,
        reservedConcurrentExecutions: heartbeatConcurrency,
        ...vpcConfigOf(args.database?.access),
        environment: {
          variables: {
            ...heartbeatEnvironment(args),
            ...(args.database === undefined ? {} : databaseEnvironment(args.database)),
          },
        },
        loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
        tags: tagsOf(topology, fullName(topology, "heartbeat", role)),
      },
      { parent: this, provider },
    );
  }

  /** Made last: whatever it starts finds its retries off. AWS tags groups of schedules only. */
  private createSchedule(
    name: string,
    { topology, role, provider, scheduleRoleArn }: HeartbeatWriterArgs,
    lambda: aws.lambda.Function,
    retries: aws.lambda.FunctionEventInvokeConfig,
  ) {
    return new aws.scheduler.Schedule(
      name,
      {
        name: topology.names[role].heartbeatSchedule,
        description: "starts the heartbeat of the region",
        scheduleExpression: "rate(1 minute)",
        flexibleTimeWindow: { mode: "OFF" },
        target: { arn: lambda.arn, roleArn: scheduleRoleArn, retryPolicy: noSecondTry },
      },
      { parent: this, provider, dependsOn: retries },
    );
  }
}

/** Never AWS_REGION or AWS_LAMBDA_FUNCTION_NAME: Lambda sets them, and refuses a function that brings its own. */
function heartbeatEnvironment({ topology, role, controlTableName }: HeartbeatWriterArgs): {
  readonly [K in keyof HeartbeatEnvironment]: pulumi.Input<HeartbeatEnvironment[K]>;
} {
  return {
    CONTROL_TABLE: controlTableName,
    DOCUMENTS_BUCKET: topology.names[role].documentsBucket,
    ENVIRONMENT: topology.environment,
    POWERTOOLS_SERVICE_NAME: serviceName(topology, "heartbeat"),
    LOG_LEVEL: "INFO",
  };
}
