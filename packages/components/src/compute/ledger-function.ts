import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ownedPropertiesOf } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { lambdaRuntime } from "@tandem/handlers";
import { bundle } from "@tandem/handlers/bundle";
import { vpcConfigOf } from "../network/function-access.ts";
import type { FunctionAccess } from "../network/function-access.ts";
import { fullName, tagsOf } from "../names.ts";
import { computeOf, regionalName } from "../parts.ts";
import { retentionOptions } from "../retention.ts";
import { ledgerBundle, ledgerEnvironment } from "./ledger-environment.ts";
import type { LedgerStores } from "./ledger-environment.ts";

export interface LedgerFunctionArgs extends LedgerStores {
  readonly topology: Topology;
  /** Whose region it runs in. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly roleArn: pulumi.Input<string>;
  /** The region's key, for the log group. */
  readonly keyArn: pulumi.Input<string>;
  /** Private subnets that it is in. @default none: it is outside of any network */
  readonly access?: FunctionAccess | undefined;
}

/**
 * The transaction ledger as a Lambda function, with its own log group. The log group is made first, so that Lambda
 * never makes one without retention or key.
 *
 * ```ts
 * new LedgerFunction("ledger", { topology, role: "primary", provider, roleArn, keyArn, workloadTableName, controlTableName });
 * ```
 *
 * Costs nothing when idle.
 */
export class LedgerFunction extends pulumi.ComponentResource {
  public readonly functionName: pulumi.Output<string>;
  public readonly functionArn: pulumi.Output<string>;
  public readonly nodes: {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly function: aws.lambda.Function;
  };

  constructor(name: string, args: LedgerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:LedgerFunction", name, {}, opts);
    const logGroup = this.createLogGroup(name, args);
    const lambda = this.createFunction(name, args, logGroup);
    this.nodes = { logGroup, function: lambda };
    this.functionName = lambda.name;
    this.functionArn = lambda.arn;
    this.registerOutputs({ functionName: this.functionName, functionArn: this.functionArn });
  }

  private createLogGroup(name: string, { topology, role, provider, keyArn }: LedgerFunctionArgs) {
    return new aws.cloudwatch.LogGroup(
      name,
      {
        name: regionalName(topology, role, "processorLogGroup"),
        retentionInDays: topology.logRetentionDays,
        kmsKeyId: keyArn,
        tags: tagsOf(topology, fullName(topology, "processor", role)),
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
  }

  private createFunction(name: string, args: LedgerFunctionArgs, logGroup: aws.cloudwatch.LogGroup) {
    const { topology, role, provider } = args;
    const compute = computeOf(topology, "lambda-rest-api", "lambda-alb");
    const reserved = compute.kind === "lambda-alb" ? compute.reservedConcurrency : undefined;
    const { directory, handler } = bundle(ledgerBundle(topology));
    return new aws.lambda.Function(
      name,
      {
        name: regionalName(topology, role, "processor"),
        description: "transaction ledger",
        runtime: lambdaRuntime,
        architectures: ["arm64"],
        handler,
        code: new pulumi.asset.FileArchive(directory),
        role: args.roleArn,
        memorySize: compute.memoryMegabytes,
        timeout: compute.timeoutSeconds,
        ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
        ...vpcConfigOf(args.access),
        environment: { variables: { ...ledgerEnvironment({ ...args, service: "processor" }) } },
        loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
        tags: tagsOf(topology, fullName(topology, "processor", role)),
      },
      {
        parent: this,
        provider,
        ignoreChanges: ownedPropertiesOf("tandem:compute:LedgerFunction$aws:lambda/function:Function"),
      },
    );
  }
}
