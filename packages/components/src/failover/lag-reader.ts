import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { lagReaderConcurrency } from "@tandem/config/concurrency";
import type { LagReaderEnvironment } from "@tandem/handlers";
import { databaseEnvironment } from "../database/function-database.ts";
import type { FunctionDatabase } from "../database/function-database.ts";
import { serviceName } from "../names.ts";
import { regionalName } from "../parts.ts";
import { loggedFunction } from "./logged-function.ts";
import { noSecondTry } from "./no-second-try.ts";

export interface LagReaderArgs {
  readonly topology: Topology;
  /** Whose region's copy it reads. */
  readonly role: Role;
  readonly provider: aws.Provider;
  /** The function's own role. */
  readonly roleArn: pulumi.Input<string>;
  /** The role that EventBridge Scheduler starts the function with. */
  readonly scheduleRoleArn: pulumi.Input<string>;
  /** The region's key, for the log group. */
  readonly keyArn: pulumi.Input<string>;
  readonly controlTableName: pulumi.Input<string>;
  readonly database: FunctionDatabase;
}

/**
 * The function that says every ten seconds how far its region's copy of the database is behind: the age of the writer's last
 * row at the region's own reader endpoint, as a metric and for the controller. It runs in both regions, since either copy
 * can be the one that follows. The schedule starts it every minute, and an invocation goes on as a heartbeat's does.
 *
 * ```ts
 * new LagReader("lag", { topology, role: "standby", provider, roleArn, scheduleRoleArn, keyArn, controlTableName, database });
 * ```
 *
 * Costs one to two functions of 256 MB that run all the time, and a write every ten seconds in each region.
 */
export class LagReader extends pulumi.ComponentResource {
  public readonly functionName: pulumi.Output<string>;
  public readonly nodes: {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly function: aws.lambda.Function;
    readonly retries: aws.lambda.FunctionEventInvokeConfig;
    readonly schedule: aws.scheduler.Schedule;
  };

  constructor(name: string, args: LagReaderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:failover:LagReader", name, {}, opts);
    const { topology, role, provider } = args;
    const child = { parent: this, provider };
    const made = loggedFunction(
      name,
      {
        topology,
        role,
        service: "lagReader",
        code: "lag-reader",
        names: {
          function: regionalName(topology, role, "lagReader"),
          logGroup: regionalName(topology, role, "lagReaderLogGroup"),
        },
        description: "tells how far the region's database is behind",
        roleArn: args.roleArn,
        keyArn: args.keyArn,
        // Two and a half minutes of readings, and time to spare.
        timeoutSeconds: 180,
        reservedConcurrency: lagReaderConcurrency,
        variables: lagReaderEnvironment(args),
        access: args.database.access,
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
        name: regionalName(topology, role, "lagReaderSchedule"),
        description: "starts the lag reader of the region",
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

/** Never AWS_REGION or AWS_LAMBDA_FUNCTION_NAME: Lambda sets them, and refuses a function that brings its own. */
function lagReaderEnvironment({ topology, controlTableName, database }: LagReaderArgs): {
  readonly [K in keyof LagReaderEnvironment]: pulumi.Input<LagReaderEnvironment[K]>;
} {
  return {
    ...databaseEnvironment(database),
    CONTROL_TABLE: controlTableName,
    ENVIRONMENT: topology.environment,
    POWERTOOLS_SERVICE_NAME: serviceName(topology, "lagReader"),
    LOG_LEVEL: "INFO",
  };
}
