import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  LambdaClient,
  ListTagsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  paginateListFunctions,
  paginateListVersionsByFunction,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import type {
  ApplicationLogLevel,
  Architecture,
  LogFormat,
  PackageType,
  Runtime,
  SystemLogLevel,
  TracingMode,
} from "@aws-sdk/client-lambda";
import { Archive } from "../../entry.ts";
import type { Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { number, object, requiredText, text, textMap, texts } from "../properties.ts";
import { moveTags, tagsOf, tagsSpec } from "../tags.ts";
import { defaultLogGroup, functionProperties, publishes } from "./function-view.ts";
import { codeSha256, packageOf } from "./package.ts";
import { checkVpc, vpcOf, vpcSpec } from "./vpc.ts";

/** Properties that a code update carries, and those of no Lambda call's configuration. */
const codeProperties = ["code", "architectures"] as const;
const otherProperties = new Set<string>([...codeProperties, "reservedConcurrentExecutions", "publish", "tags"]);

/** The first look comes at once; the emulator needs half a second. */
const waiting = { maxWaitTime: 600, minDelay: 0.1, maxDelay: 2 } as const;

/** A function whose code is an archive in the program's folder. */
export const lambdaFunction: ResourceEntry = {
  type: "aws:lambda/function:Function",
  properties: {
    name: { required: true, replaces: true },
    description: { default: "" },
    runtime: { required: true },
    handler: { required: true },
    role: { required: true },
    code: { required: true },
    memorySize: { default: 128 },
    timeout: { default: 3 },
    architectures: { default: ["x86_64"] },
    environment: { fields: { variables: { default: {} } } },
    reservedConcurrentExecutions: { default: -1 },
    kmsKeyArn: { default: "" },
    loggingConfig: {
      fields: { logFormat: { required: true }, logGroup: {}, applicationLogLevel: {}, systemLogLevel: {} },
    },
    tracingConfig: { default: { mode: "PassThrough" }, fields: { mode: { required: true } } },
    vpcConfig: vpcSpec,
    packageType: { default: "Zip", replaces: true },
    // A wish to the provider, not a setting in AWS.
    publish: { writeOnly: true, default: false },
    tags: tagsSpec,
  },
  computed: {
    arn: "stable",
    invokeArn: "stable",
    qualifiedArn: "volatile",
    version: "volatile",
    lastModified: "volatile",
    codeSha256: "volatile",
    sourceCodeHash: "volatile",
    sourceCodeSize: "volatile",
    tagsAll: "volatile",
  },

  async create(context, inputs) {
    const client = context.client(LambdaClient);
    const name = requiredText(inputs, "name");
    const packageType = (text(inputs, "packageType") ?? "Zip") as PackageType;
    if (packageType !== "Zip") throw new Error(`packageType ${packageType} is not known here; legal: Zip`);
    const made = await client.send(
      new CreateFunctionCommand({
        ...configurationOf(inputs),
        Code: { ZipFile: await packageOf(codeOf(inputs)) },
        Architectures: architecturesOf(inputs),
        PackageType: packageType,
        Publish: publishes(inputs),
        Tags: tagsOf(inputs),
      }),
    );
    await completeOrUndo(
      `function ${name}`,
      async () => {
        checkVpc(made);
        await waitUntilFunctionActiveV2({ client, ...waiting }, { FunctionName: name });
        await setConcurrency(client, name, inputs);
      },
      () => remove(client, name),
    );
    return name;
  },

  async read(context, id, known) {
    const client = context.client(LambdaClient);
    const found = await unlessGone(
      client.send(new GetFunctionCommand({ FunctionName: id })),
      "ResourceNotFoundException",
    );
    if (found?.Configuration === undefined) return undefined;
    const { Configuration: configuration, Concurrency: concurrency, Tags: tags = {} } = found;
    const code = await stillDeployed(known, configuration.CodeSha256);
    const version = publishes(known) ? await newestVersion(client, id) : "$LATEST";
    return functionProperties({ configuration, concurrency, tags, code, version, region: context.region }, known);
  },

  async update(context, id, news, _olds, changed) {
    const client = context.client(LambdaClient);
    const codeChanged = codeProperties.some((name) => changed.has(name));
    const configurationChanged = [...changed].some((name) => !otherProperties.has(name));
    if (codeChanged) {
      const ZipFile = await packageOf(codeOf(news));
      const Architectures = architecturesOf(news);
      await client.send(new UpdateFunctionCodeCommand({ FunctionName: id, ZipFile, Architectures }));
      await waitUntilFunctionUpdatedV2({ client, ...waiting }, { FunctionName: id });
    }
    if (configurationChanged) {
      checkVpc(await client.send(new UpdateFunctionConfigurationCommand(configurationOf(news))));
      await waitUntilFunctionUpdatedV2({ client, ...waiting }, { FunctionName: id });
    }
    if (changed.has("reservedConcurrentExecutions")) await setConcurrency(client, id, news);
    if (changed.has("tags")) {
      const Resource = `arn:aws:lambda:${context.region}:${context.accountId}:function:${id}`;
      await moveTags((await client.send(new ListTagsCommand({ Resource }))).Tags ?? {}, tagsOf(news), {
        set: (Tags) => client.send(new TagResourceCommand({ Resource, Tags })),
        remove: (TagKeys) => client.send(new UntagResourceCommand({ Resource, TagKeys })),
      });
    }
    if (publishes(news) && (codeChanged || configurationChanged || changed.has("publish"))) {
      await client.send(new PublishVersionCommand({ FunctionName: id }));
    }
  },

  async delete(context, id) {
    await remove(context.client(LambdaClient), id);
  },

  async list(context) {
    const client = context.client(LambdaClient);
    const functions = await everyItem(paginateListFunctions({ client }, {}), (page) => page.Functions);
    return Promise.all(
      functions.map(async ({ FunctionName: name = "", FunctionArn: Resource }) => {
        const { Tags: tags = {} } = await client.send(new ListTagsCommand({ Resource }));
        return { id: name, name, tags };
      }),
    );
  },
};

/** All of the configuration, so that what the program no longer says goes back to what AWS would use. */
function configurationOf(inputs: Properties) {
  const name = requiredText(inputs, "name");
  const logging = object(inputs, "loggingConfig") ?? {};
  const [applicationLevel, systemLevel] = [text(logging, "applicationLogLevel"), text(logging, "systemLogLevel")];
  return {
    FunctionName: name,
    Description: text(inputs, "description") ?? "",
    Runtime: requiredText(inputs, "runtime") as Runtime,
    Handler: requiredText(inputs, "handler"),
    Role: requiredText(inputs, "role"),
    MemorySize: number(inputs, "memorySize") ?? 128,
    Timeout: number(inputs, "timeout") ?? 3,
    Environment: { Variables: textMap(object(inputs, "environment") ?? {}, "variables") },
    KMSKeyArn: text(inputs, "kmsKeyArn") ?? "",
    LoggingConfig: {
      LogFormat: (text(logging, "logFormat") ?? "Text") as LogFormat,
      LogGroup: text(logging, "logGroup") ?? defaultLogGroup(name),
      ...(applicationLevel === undefined ? {} : { ApplicationLogLevel: applicationLevel as ApplicationLogLevel }),
      ...(systemLevel === undefined ? {} : { SystemLogLevel: systemLevel as SystemLogLevel }),
    },
    TracingConfig: { Mode: (text(object(inputs, "tracingConfig") ?? {}, "mode") ?? "PassThrough") as TracingMode },
    VpcConfig: vpcOf(inputs),
  };
}

function architecturesOf(inputs: Properties): Architecture[] {
  return (texts(inputs, "architectures") ?? ["x86_64"]) as Architecture[];
}

function codeOf(inputs: Properties): Archive {
  const { code } = inputs;
  if (!(code instanceof Archive)) throw new TypeError(`code is ${JSON.stringify(code)}; it must be a FileArchive`);
  return code;
}

/**
 * The program's archive, where it is what the function runs: nothing else was uploaded since the last look,
 * or the archive's own package has the hash that AWS reports. Otherwise undefined, which shows as drift.
 */
async function stillDeployed(known: Properties, deployed: string | undefined): Promise<Archive | undefined> {
  const { code } = known;
  if (!(code instanceof Archive)) return undefined;
  if (deployed === known["codeSha256"]) return code;
  const zip = await unlessMissing(packageOf(code));
  return zip !== undefined && codeSha256(zip) === deployed ? code : undefined;
}

/** A folder that is not there, because it is not built yet, is a package that nothing is known of. */
async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** -1 is the official provider's word for no reservation. */
async function setConcurrency(client: LambdaClient, name: string, inputs: Properties): Promise<void> {
  const reserved = number(inputs, "reservedConcurrentExecutions") ?? -1;
  await (reserved < 0
    ? client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }))
    : client.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: reserved })));
}

async function newestVersion(client: LambdaClient, name: string): Promise<string> {
  const versions = await everyItem(
    paginateListVersionsByFunction({ client }, { FunctionName: name }),
    (page) => page.Versions,
  );
  const numbers = versions.map(({ Version }) => Number(Version)).filter((version) => !Number.isNaN(version));
  return numbers.length === 0 ? "$LATEST" : String(Math.max(...numbers));
}

async function remove(client: LambdaClient, name: string): Promise<void> {
  await unlessGone(client.send(new DeleteFunctionCommand({ FunctionName: name })), "ResourceNotFoundException");
}
