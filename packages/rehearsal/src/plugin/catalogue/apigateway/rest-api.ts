import {
  APIGatewayClient,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetRestApiCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import type { EndpointType, PatchOperation, RestApi } from "@aws-sdk/client-api-gateway";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { asked, flag, object, present, requiredText, text, texts } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { allApis, apiArn, executionArn, gone, readTags, resourcesOf, setTags } from "./api.ts";
import { isTrue, replace } from "./patch.ts";

/** A REST API. MiniStack 1.5.33 cannot change the endpoint type and the media types of one that exists. */
export const restApi: ResourceEntry = {
  type: "aws:apigateway/restApi:RestApi",
  properties: {
    name: { required: true },
    description: { default: "" },
    endpointConfiguration: { fields: { types: { required: true } } },
    minimumCompressionSize: {},
    disableExecuteApiEndpoint: { default: false },
    binaryMediaTypes: { default: [] },
    policy: { json: true },
    tags: tagsSpec,
  },
  computed: {
    arn: "stable",
    rootResourceId: "stable",
    executionArn: "stable",
    createdDate: "stable",
    tagsAll: "volatile",
  },

  async create(context, inputs) {
    const { id } = await context.client(APIGatewayClient).send(new CreateRestApiCommand(createRequest(inputs)));
    if (id === undefined) throw new Error("CreateRestApi answered without an id");
    return id;
  },

  async read(context, id, known) {
    const client = context.client(APIGatewayClient);
    const found = await unlessGone(client.send(new GetRestApiCommand({ restApiId: id })), gone);
    if (found === undefined) return undefined;
    const rootResourceId = found.rootResourceId ?? (await rootOf(client, id));
    const tags = await readTags(client, apiArn(context.region, id));
    return apiProperties(context, id, { ...found, rootResourceId }, tags, known);
  },

  async update(context, id, news, _olds, changed) {
    const client = context.client(APIGatewayClient);
    const fixed = ["endpointConfiguration", "binaryMediaTypes"].filter((name) => changed.has(name));
    if (fixed.length > 0) {
      throw new Error(
        `${fixed.join(", ")}: MiniStack 1.5.33 cannot change this of an API that exists, as AWS can; replace the API: pulumi up --replace <urn>`,
      );
    }
    const patchOperations = patches(news, changed);
    if (patchOperations.length > 0) await client.send(new UpdateRestApiCommand({ restApiId: id, patchOperations }));
    if (changed.has("tags")) await setTags(client, apiArn(context.region, id), tagsOf(news));
  },

  async delete(context, id) {
    await unlessGone(context.client(APIGatewayClient).send(new DeleteRestApiCommand({ restApiId: id })), gone);
  },

  async list(context) {
    const client = context.client(APIGatewayClient);
    const apis = await allApis(client);
    return Promise.all(
      apis.map(async ({ id = "", name }) => ({
        id,
        ...(name === undefined ? {} : { name }),
        tags: await readTags(client, apiArn(context.region, id)),
      })),
    );
  },
};

function createRequest(inputs: Properties) {
  const endpoint = object(inputs, "endpointConfiguration");
  const size = text(inputs, "minimumCompressionSize");
  return {
    name: requiredText(inputs, "name"),
    description: text(inputs, "description"),
    minimumCompressionSize: size === undefined ? undefined : Number(size),
    disableExecuteApiEndpoint: flag(inputs, "disableExecuteApiEndpoint"),
    binaryMediaTypes: texts(inputs, "binaryMediaTypes"),
    policy: text(inputs, "policy"),
    tags: tagsOf(inputs),
    ...(endpoint === undefined
      ? {}
      : { endpointConfiguration: { types: [requiredText(endpoint, "types") as EndpointType] } }),
  };
}

function patches(news: Properties, changed: ReadonlySet<string>): PatchOperation[] {
  const found: PatchOperation[] = [];
  if (changed.has("name")) found.push(replace("/name", requiredText(news, "name")));
  if (changed.has("description")) found.push(replace("/description", text(news, "description") ?? ""));
  if (changed.has("policy")) found.push(replace("/policy", text(news, "policy") ?? ""));
  if (changed.has("minimumCompressionSize")) {
    const size = text(news, "minimumCompressionSize");
    // Without a value it is turned off.
    found.push(
      size === undefined
        ? { op: "replace", path: "/minimumCompressionSize" }
        : replace("/minimumCompressionSize", size),
    );
  }
  if (changed.has("disableExecuteApiEndpoint")) {
    found.push(replace("/disableExecuteApiEndpoint", String(flag(news, "disableExecuteApiEndpoint") ?? false)));
  }
  return found;
}

function apiProperties(context: CallContext, id: string, found: RestApi, tags: Tags, known: Properties): Properties {
  const types = found.endpointConfiguration?.types?.[0];
  const size = found.minimumCompressionSize ?? undefined;
  return present({
    name: found.name,
    description: found.description ?? "",
    endpointConfiguration: types !== undefined && asked(known, "endpointConfiguration") ? { types } : undefined,
    minimumCompressionSize: size === undefined ? undefined : String(size),
    disableExecuteApiEndpoint: isTrue(found.disableExecuteApiEndpoint),
    binaryMediaTypes: found.binaryMediaTypes ?? [],
    policy: found.policy ? unescaped(found.policy) : undefined,
    arn: apiArn(context.region, id),
    rootResourceId: found.rootResourceId,
    executionArn: executionArn(context, id),
    createdDate: found.createdDate?.toISOString(),
    ...tagOutputs(tags),
  });
}

/** API Gateway answers a policy as the inside of a JSON string: with its quotes escaped. */
function unescaped(policy: string): string {
  return JSON.parse(`"${policy}"`) as string;
}

async function rootOf(client: APIGatewayClient, restApiId: string): Promise<string | undefined> {
  return (await resourcesOf(client, restApiId)).find(({ path }) => path === "/")?.id;
}
