import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Service, Topology } from "@tandem/config";
import { lambdaRuntime } from "@tandem/handlers";
import type { BundleName } from "@tandem/handlers";
import { bundle } from "@tandem/handlers/bundle";
import { fullName, tagsOf } from "../names.ts";
import { vpcConfigOf } from "../network/function-access.ts";
import type { FunctionAccess } from "../network/function-access.ts";
import { retentionOptions } from "../retention.ts";

/** A function beside those that serve, with a log group of its own. */
export interface LoggedFunctionSpec {
  readonly topology: Topology;
  /** Whose region it is in. @default the standby's */
  readonly role?: Role;
  readonly service: Service;
  readonly code: BundleName;
  readonly names: { readonly function: string; readonly logGroup: string };
  readonly description: string;
  readonly roleArn: pulumi.Input<string>;
  /** The region's key, for the log group. */
  readonly keyArn: pulumi.Input<string>;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number;
  /** Never one that Lambda sets itself: it refuses a function that brings its own. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  /** Private subnets that it is in. @default none: it is outside of any network */
  readonly access?: FunctionAccess | undefined;
}

/** The function with its log group, which is made first, so that Lambda never makes one without retention or key. */
export function loggedFunction(
  name: string,
  spec: LoggedFunctionSpec,
  opts: pulumi.CustomResourceOptions,
): { readonly logGroup: aws.cloudwatch.LogGroup; readonly function: aws.lambda.Function } {
  const { topology, names } = spec;
  const tags = tagsOf(topology, fullName(topology, spec.service, spec.role ?? "standby"));
  const logGroup = new aws.cloudwatch.LogGroup(
    name,
    { name: names.logGroup, retentionInDays: topology.logRetentionDays, kmsKeyId: spec.keyArn, tags },
    { ...opts, ...retentionOptions(topology.retention) },
  );
  const { directory, handler } = bundle(spec.code);
  const lambda = new aws.lambda.Function(
    name,
    {
      name: names.function,
      description: spec.description,
      runtime: lambdaRuntime,
      architectures: ["arm64"],
      handler,
      code: new pulumi.asset.FileArchive(directory),
      role: spec.roleArn,
      memorySize: 256,
      timeout: spec.timeoutSeconds,
      ...vpcConfigOf(spec.access),
      reservedConcurrentExecutions: spec.reservedConcurrency,
      environment: { variables: spec.variables },
      loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
      tags,
    },
    opts,
  );
  return { logGroup, function: lambda };
}
