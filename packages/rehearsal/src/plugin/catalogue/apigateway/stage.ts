import {
  APIGatewayClient,
  CreateStageCommand,
  DeleteStageCommand,
  GetStageCommand,
  GetStagesCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import type { PatchOperation, Stage } from "@aws-sdk/client-api-gateway";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, unlessGone } from "../calls.ts";
import { flag, object, present, requiredText, text, textMap } from "../properties.ts";
import { tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { allApis, apiArn, executionArn, gone, partOfApi, readTags, setTags } from "./api.ts";
import { isTrue, mapPatches, replace } from "./patch.ts";

/** A name under which an API shows one of its deployments. */
export const stage: ResourceEntry = {
  type: "aws:apigateway/stage:Stage",
  properties: {
    restApi: { required: true, replaces: true },
    stageName: { required: true, replaces: true },
    deployment: { required: true },
    description: { default: "" },
    variables: { default: {} },
    xrayTracingEnabled: { default: false },
    accessLogSettings: { fields: { destinationArn: { required: true }, format: { required: true } } },
    tags: tagsSpec,
  },
  computed: { arn: "stable", executionArn: "stable", invokeUrl: "stable", tagsAll: "volatile" },

  importedAs(text) {
    const part = partOfApi(text);
    return part && { id: stageId({ restApiId: part.known.restApi, stageName: part.id }), known: {} };
  },

  async create(context, inputs) {
    const client = context.client(APIGatewayClient);
    const key = { restApiId: requiredText(inputs, "restApi"), stageName: requiredText(inputs, "stageName") };
    await client.send(
      new CreateStageCommand({
        ...key,
        deploymentId: requiredText(inputs, "deployment"),
        description: text(inputs, "description"),
        variables: textMap(inputs, "variables"),
        tracingEnabled: flag(inputs, "xrayTracingEnabled"),
        tags: tagsOf(inputs),
      }),
    );
    await completeOrUndo(
      `stage ${key.stageName}`,
      async () => {
        // The create call takes no access log.
        const patchOperations = accessLogPatches({}, inputs);
        if (patchOperations.length > 0) await client.send(new UpdateStageCommand({ ...key, patchOperations }));
        // MiniStack reports only tags that were set by the tagging call, and keeps those of a deleted namesake.
        await setTags(client, apiArn(context.region, key.restApiId, key.stageName), tagsOf(inputs));
      },
      () => remove(client, key),
    );
    return stageId(key);
  },

  async read(context, id) {
    const client = context.client(APIGatewayClient);
    const key = parseStageId(id);
    const found = await unlessGone(client.send(new GetStageCommand(key)), gone);
    if (found === undefined) return undefined;
    const tags = await readTags(client, apiArn(context.region, key.restApiId, key.stageName));
    return present({ ...stageProperties(context, key, found), ...tagOutputs(tags) });
  },

  async update(context, id, news, olds, changed) {
    const client = context.client(APIGatewayClient);
    const key = parseStageId(id);
    const patchOperations = patches(olds, news, changed);
    if (patchOperations.length > 0) await client.send(new UpdateStageCommand({ ...key, patchOperations }));
    if (changed.has("tags")) {
      await setTags(client, apiArn(context.region, key.restApiId, key.stageName), tagsOf(news));
    }
  },

  async delete(context, id) {
    await remove(context.client(APIGatewayClient), parseStageId(id));
  },

  async list(context) {
    const client = context.client(APIGatewayClient);
    const apis = await allApis(client);
    const found = await Promise.all(
      apis.map(async ({ id: restApiId = "" }) => {
        const { item = [] } = await client.send(new GetStagesCommand({ restApiId }));
        return Promise.all(
          item.map(async ({ stageName = "" }) => ({
            id: stageId({ restApiId, stageName }),
            name: stageName,
            tags: await readTags(client, apiArn(context.region, restApiId, stageName)),
          })),
        );
      }),
    );
    return found.flat();
  },
};

interface StageKey {
  readonly restApiId: string;
  readonly stageName: string;
}

/** The official provider's identifier of a stage. */
function stageId({ restApiId, stageName }: StageKey): string {
  return `ags-${restApiId}-${stageName}`;
}

/** The stage that such an identifier names. Throws when it names none. */
export function parseStageId(id: string): StageKey {
  const [, restApiId, stageName] = /^ags-([^-]+)-(.+)$/.exec(id) ?? [];
  if (restApiId === undefined || stageName === undefined) {
    throw new Error(`${JSON.stringify(id)} is no identifier; legal: ags-<restApi>-<stageName>`);
  }
  return { restApiId, stageName };
}

function patches(olds: Properties, news: Properties, changed: ReadonlySet<string>): PatchOperation[] {
  const found = mapPatches("/variables", textMap(olds, "variables"), textMap(news, "variables"));
  if (changed.has("deployment")) found.push(replace("/deploymentId", requiredText(news, "deployment")));
  if (changed.has("description")) found.push(replace("/description", text(news, "description") ?? ""));
  if (changed.has("xrayTracingEnabled")) {
    found.push(replace("/tracingEnabled", String(flag(news, "xrayTracingEnabled") ?? false)));
  }
  if (changed.has("accessLogSettings")) found.push(...accessLogPatches(olds, news));
  return found;
}

function accessLogPatches(olds: Properties, news: Properties): PatchOperation[] {
  const settings = object(news, "accessLogSettings");
  if (settings === undefined) {
    return object(olds, "accessLogSettings") === undefined ? [] : [{ op: "remove", path: "/accessLogSettings" }];
  }
  return [
    replace("/accessLogSettings/destinationArn", requiredText(settings, "destinationArn").replace(/:\*$/, "")),
    replace("/accessLogSettings/format", requiredText(settings, "format")),
  ];
}

function stageProperties(context: CallContext, { restApiId, stageName }: StageKey, found: Stage): Properties {
  const { destinationArn, format } = found.accessLogSettings ?? {};
  return present({
    restApi: restApiId,
    stageName: found.stageName,
    deployment: found.deploymentId,
    description: found.description ?? "",
    variables: found.variables ?? {},
    xrayTracingEnabled: isTrue(found.tracingEnabled),
    accessLogSettings: destinationArn === undefined ? undefined : present({ destinationArn, format }),
    arn: apiArn(context.region, restApiId, stageName),
    executionArn: `${executionArn(context, restApiId)}/${stageName}`,
    invokeUrl: `https://${restApiId}.execute-api.${context.region}.amazonaws.com/${stageName}`,
  });
}

async function remove(client: APIGatewayClient, key: StageKey): Promise<void> {
  await unlessGone(client.send(new DeleteStageCommand(key)), gone);
}
