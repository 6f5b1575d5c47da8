import { APIGatewayClient, GetStageCommand, GetStagesCommand, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import type { MethodSetting, PatchOperation, Stage } from "@aws-sdk/client-api-gateway";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { number, object, present, requiredText } from "../properties.ts";
import { allApis, gone } from "./api.ts";
import { replace } from "./patch.ts";

/** Where a patch finds a setting of a method. */
const settingPaths = {
  metricsEnabled: "metrics/enabled",
  loggingLevel: "logging/loglevel",
  dataTraceEnabled: "logging/dataTrace",
  throttlingBurstLimit: "throttling/burstLimit",
  throttlingRateLimit: "throttling/rateLimit",
} as const satisfies Partial<Record<keyof MethodSetting, string>>;
const settingNames = Object.keys(settingPaths) as (keyof typeof settingPaths)[];

interface Key {
  readonly restApi: string;
  readonly stageName: string;
  readonly methodPath: string;
}

/**
 * Metrics, logs and limits of one method of a stage, or of all. Its identifier is `<restApi>-<stageName>-<methodPath>`.
 * Settings that the program does not name are as API Gateway has them; MiniStack 1.5.33 caches nothing.
 */
export const methodSettings: ResourceEntry = {
  type: "aws:apigateway/methodSettings:MethodSettings",
  properties: {
    restApi: { required: true, replaces: true },
    stageName: { required: true, replaces: true },
    /** `<path>/<METHOD>` with the slashes of the path as `~1`, or an asterisk for either. */
    methodPath: { required: true, replaces: true },
    settings: { required: true, fields: Object.fromEntries(settingNames.map((name) => [name, {}])) },
  },
  computed: {},

  importedAs(text) {
    const [, restApi, stageName, methodPath] = /^([^/]+)\/([^/]+)\/(.+)$/.exec(text) ?? [];
    if (restApi === undefined || stageName === undefined || methodPath === undefined) return undefined;
    const key = { restApi, stageName, methodPath };
    return { id: idOf(key), known: { ...key } };
  },

  async create(context, inputs) {
    const key = keyIn(inputs);
    await patch(context, key, replacements(key, settingsIn(inputs)));
    return idOf(key);
  },

  async read(context, id, known) {
    const key = keyOf(id, known);
    const found = (await stageOf(context, key))?.methodSettings?.[reported(key.methodPath)];
    if (found === undefined) return undefined;
    const wanted = object(known, "settings");
    const names = settingNames.filter((name) => wanted === undefined || wanted[name] !== undefined);
    return { ...key, settings: present(Object.fromEntries(names.map((name) => [name, found[name]]))) };
  },

  async update(context, _id, news, olds) {
    const key = keyIn(news);
    const [before, wanted] = [settingsIn(olds), settingsIn(news)];
    // What is named no longer goes back to what API Gateway has without it: all go, and the others are set again.
    const dropped = Object.keys(before).some((name) => wanted[name] === undefined);
    await patch(context, key, [...(dropped ? [removal(key)] : []), ...replacements(key, wanted)]);
  },

  async delete(context, id, state) {
    const key = keyOf(id, state);
    if ((await stageOf(context, key)) !== undefined) await patch(context, key, [removal(key)]);
  },

  async list(context) {
    const client = context.client(APIGatewayClient);
    const found = await Promise.all(
      (await allApis(client)).map(async ({ id: restApi = "" }) => {
        const { item = [] } = await client.send(new GetStagesCommand({ restApiId: restApi }));
        return item.flatMap(({ stageName = "", methodSettings: settings = {} }) =>
          Object.keys(settings).map((path) => ({ id: idOf({ restApi, stageName, methodPath: encoded(path) }) })),
        );
      }),
    );
    return found.flat();
  },
};

function keyIn(properties: Properties): Key {
  return {
    restApi: requiredText(properties, "restApi"),
    stageName: requiredText(properties, "stageName"),
    methodPath: requiredText(properties, "methodPath"),
  };
}

function idOf({ restApi, stageName, methodPath }: Key): string {
  return `${restApi}-${stageName}-${methodPath}`;
}

/** A stage's name may have hyphens, too: an identifier alone, as in an import, is read up to the first two. */
function keyOf(id: string, known: Properties): Key {
  if (known["methodPath"] !== undefined) return keyIn(known);
  const [, restApi, stageName, methodPath] = /^([^-]+)-([^-]+)-(.+)$/.exec(id) ?? [];
  if (restApi === undefined || stageName === undefined || methodPath === undefined) {
    throw new Error(`${JSON.stringify(id)} is no identifier; legal: <restApi>-<stageName>-<methodPath>`);
  }
  return { restApi, stageName, methodPath };
}

/** The path as MiniStack's answers have it: with slashes. */
function reported(methodPath: string): string {
  return methodPath.replaceAll("~1", "/");
}

/** The path as programs write it, from an answer's. */
function encoded(path: string): string {
  const end = path.lastIndexOf("/");
  return `${path.slice(0, end).replaceAll("/", "~1")}${path.slice(end)}`;
}

function settingsIn(properties: Properties): Properties {
  const settings = object(properties, "settings") ?? {};
  const off = ["throttlingBurstLimit", "throttlingRateLimit"].find((name) => (number(settings, name) ?? 0) < 0);
  // At AWS it means no limit of its own; MiniStack would refuse every call.
  if (off !== undefined) throw new Error(`${off} is ${number(settings, off)}; leave it out where there is no limit`);
  return settings;
}

function replacements({ methodPath }: Key, settings: Properties): PatchOperation[] {
  return settingNames.flatMap((name) => {
    const value = settings[name] ?? undefined;
    if (value === undefined) return [];
    const written = typeof value === "string" ? value : JSON.stringify(value);
    return [replace(`/${methodPath}/${settingPaths[name]}`, written)];
  });
}

function removal({ methodPath }: Key): PatchOperation {
  return { op: "remove", path: `/${methodPath}` };
}

async function patch(context: CallContext, key: Key, patchOperations: PatchOperation[]): Promise<void> {
  await context
    .client(APIGatewayClient)
    .send(new UpdateStageCommand({ restApiId: key.restApi, stageName: key.stageName, patchOperations }));
}

async function stageOf(context: CallContext, { restApi, stageName }: Key): Promise<Stage | undefined> {
  const call = context.client(APIGatewayClient).send(new GetStageCommand({ restApiId: restApi, stageName }));
  return unlessGone(call, gone);
}
