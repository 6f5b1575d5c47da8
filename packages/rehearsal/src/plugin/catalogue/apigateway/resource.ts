import {
  APIGatewayClient,
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceCommand,
  UpdateResourceCommand,
} from "@aws-sdk/client-api-gateway";
import type { ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { present, requiredText } from "../properties.ts";
import { allApis, apisToSearch, gone, partOfApi, resourcesOf } from "./api.ts";
import { replace } from "./patch.ts";

/** One part of the paths of an API. Its identifier is unique within the API only. */
export const resource: ResourceEntry = {
  type: "aws:apigateway/resource:Resource",
  properties: {
    restApi: { required: true, replaces: true },
    parentId: { required: true },
    pathPart: { required: true },
  },
  computed: { path: "volatile" },

  importedAs: partOfApi,

  async create(context, inputs) {
    const { id } = await context.client(APIGatewayClient).send(
      new CreateResourceCommand({
        restApiId: requiredText(inputs, "restApi"),
        parentId: requiredText(inputs, "parentId"),
        pathPart: requiredText(inputs, "pathPart"),
      }),
    );
    if (id === undefined) throw new Error("CreateResource answered without an id");
    return id;
  },

  async read(context, id, known) {
    const client = context.client(APIGatewayClient);
    for (const restApiId of await apisToSearch(client, known)) {
      const found = await unlessGone(client.send(new GetResourceCommand({ restApiId, resourceId: id })), gone);
      if (found === undefined) continue;
      return present({ restApi: restApiId, parentId: found.parentId, pathPart: found.pathPart, path: found.path });
    }
    return undefined;
  },

  async update(context, id, news, _olds, changed) {
    const patchOperations = ["parentId", "pathPart"]
      .filter((name) => changed.has(name))
      .map((name) => replace(`/${name}`, requiredText(news, name)));
    const restApiId = requiredText(news, "restApi");
    await context
      .client(APIGatewayClient)
      .send(new UpdateResourceCommand({ restApiId, resourceId: id, patchOperations }));
  },

  async delete(context, id, state) {
    const restApiId = requiredText(state, "restApi");
    await unlessGone(
      context.client(APIGatewayClient).send(new DeleteResourceCommand({ restApiId, resourceId: id })),
      gone,
    );
  },

  async list(context) {
    const client = context.client(APIGatewayClient);
    const found = await Promise.all((await allApis(client)).map(({ id = "" }) => resourcesOf(client, id)));
    // Every API has the root, which nobody makes.
    return found
      .flat()
      .filter(({ path }) => path !== "/")
      .map(({ id = "", path = "" }) => ({ id, name: path }));
  },
};
