import type { Concurrency, FunctionConfiguration, LoggingConfig } from "@aws-sdk/client-lambda";
import type { Archive, Properties } from "../../entry.ts";
import { asked, flag, object, present, text } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { tagOutputs } from "../tags.ts";
import { fromVpc } from "./vpc.ts";

/** A function, as AWS describes it. */
export interface FunctionView {
  readonly configuration: FunctionConfiguration;
  readonly concurrency: Concurrency | undefined;
  readonly tags: Tags;
  /** The package, where it is still what the program gave. */
  readonly code: Archive | undefined;
  /** The newest published version, `$LATEST` where none is published. */
  readonly version: string;
  readonly region: string;
}

/** The function's properties and outputs, under the names of the official provider. */
export function functionProperties(view: FunctionView, known: Properties): Properties {
  const { configuration: found, region, version } = view;
  const arn = found.FunctionArn ?? "";
  const variables = found.Environment?.Variables ?? {};
  return present({
    name: found.FunctionName,
    description: found.Description ?? "",
    runtime: found.Runtime,
    handler: found.Handler,
    role: found.Role,
    code: view.code,
    memorySize: found.MemorySize,
    timeout: found.Timeout,
    architectures: found.Architectures ?? ["x86_64"],
    environment: Object.keys(variables).length === 0 ? undefined : { variables },
    reservedConcurrentExecutions: view.concurrency?.ReservedConcurrentExecutions ?? -1,
    kmsKeyArn: found.KMSKeyArn ?? "",
    loggingConfig: logging(found.FunctionName ?? "", found.LoggingConfig, known),
    tracingConfig: { mode: found.TracingConfig?.Mode ?? "PassThrough" },
    vpcConfig: fromVpc(found),
    packageType: found.PackageType ?? "Zip",
    arn,
    invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
    qualifiedArn: `${arn}:${version}`,
    version,
    lastModified: found.LastModified,
    codeSha256: found.CodeSha256,
    sourceCodeHash: found.CodeSha256,
    sourceCodeSize: found.CodeSize,
    ...tagOutputs(view.tags),
  });
}

/** The group that Lambda logs to where the program names none. */
export function defaultLogGroup(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/** Leaves out what Lambda fills in by itself where the program says nothing. */
function logging(name: string, found: LoggingConfig | undefined, known: Properties): Properties | undefined {
  if (found === undefined) return undefined;
  const set = object(known, "loggingConfig");
  const fields = present({
    logFormat: found.LogFormat,
    logGroup:
      found.LogGroup === defaultLogGroup(name) && text(set ?? {}, "logGroup") === undefined
        ? undefined
        : found.LogGroup,
    applicationLogLevel: found.ApplicationLogLevel,
    systemLogLevel: found.SystemLogLevel,
  });
  const plain = Object.keys(fields).length === 1 && fields["logFormat"] === "Text";
  return plain && !asked(known, "loggingConfig") ? undefined : fields;
}

/** Whether each change is to be published as a version. */
export function publishes(inputs: Properties): boolean {
  return flag(inputs, "publish") ?? false;
}
