import {
  APIGatewayClient,
  CreateDeploymentCommand,
  DeleteDeploymentCommand,
  GetDeploymentCommand,
  UpdateDeploymentCommand,
  paginateGetDeployments,
} from "@aws-sdk/client-api-gateway";
import type { ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { allApis, apisToSearch, gone, partOfApi } from "./api.ts";
import { replace } from "./patch.ts";

/** A snapshot of an API that stages can show. Its identifier is unique within the API only. */
export const deployment: ResourceEntry = {
  type: "aws:apigateway/deployment:Deployment",
  properties: {
    restApi: { required: true, replaces: true },
    description: { default: "" },
    // Only the provider knows them: a change makes another snapshot.
    triggers: { replaces: true, writeOnly: true },
  },
  computed: { createdDate: "stable" },

  importedAs: partOfApi,

  async create(context, inputs) {
    const { id } = await context.client(APIGatewayClient).send(
      new CreateDeploymentCommand({
        restApiId: requiredText(inputs, "restApi"),
        description: text(inputs, "description"),
      }),
    );
    if (id === undefined) throw new Error("CreateDeployment answered without an id");
    return id;
  },

  async read(context, id, known) {
    const client = context.client(APIGatewayClient);
    for (const restApiId of await apisToSearch(client, known)) {
      const found = await unlessGone(client.send(new GetDeploymentCommand({ restApiId, deploymentId: id })), gone);
      if (found === undefined) continue;
      return present({
        restApi: restApiId,
        description: found.description ?? "",
        createdDate: found.createdDate?.toISOString(),
      });
    }
    return undefined;
  },

  async update(context, id, news) {
    await context.client(APIGatewayClient).send(
      new UpdateDeploymentCommand({
        restApiId: requiredText(news, "restApi"),
        deploymentId: id,
        patchOperations: [replace("/description", text(news, "description") ?? "")],
      }),
    );
  },

  async delete(context, id, state) {
    const restApiId = requiredText(state, "restApi");
    await unlessGone(
      context.client(APIGatewayClient).send(new DeleteDeploymentCommand({ restApiId, deploymentId: id })),
      gone,
    );
  },

  async list(context) {
    const client = context.client(APIGatewayClient);
    const apis = await allApis(client);
    const found = await Promise.all(
      apis.map(({ id: restApiId }) =>
        everyItem(paginateGetDeployments({ client }, { restApiId }), (page) => page.items),
      ),
    );
    return found.flat().map(({ id = "" }) => ({ id }));
  },
};
