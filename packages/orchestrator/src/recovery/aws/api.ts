import {
  APIGatewayClient,
  GetDomainNameCommand,
  GetTagsCommand,
  paginateGetDeployments,
  paginateGetResources,
  paginateGetRestApis,
} from "@aws-sdk/client-api-gateway";
import { everyItem, input, ofNameTaggedLater, ofTag, onlyOne, unlessMissing } from "./wanted.ts";
import type { Finder, Tags } from "./wanted.ts";

export const restApi: Finder = async (wanted) => {
  const client = wanted.client(APIGatewayClient);
  const apis = await everyItem(paginateGetRestApis({ client }, {}), (page) => page.items);
  const found = apis.map(async ({ id = "" }) => ({ id, tags: await tagsAt(client, `restapis/${id}`) }));
  return ofTag(wanted, await Promise.all(found));
};

export const domainName: Finder = async (wanted) => {
  const client = wanted.client(APIGatewayClient);
  const name = input(wanted, "domainName");
  const found = await unlessMissing(client.send(new GetDomainNameCommand({ domainName: name })), "NotFoundException");
  return ofNameTaggedLater(wanted, name, found && (await tagsAt(client, `domainnames/${name}`)));
};

/** A parent has one part of a path of each name. */
export const resource: Finder = async (wanted) => {
  const client = wanted.client(APIGatewayClient);
  const restApiId = input(wanted, "restApi");
  const [parent, part] = [input(wanted, "parentId"), input(wanted, "pathPart")];
  const resources = await everyItem(paginateGetResources({ client }, { restApiId }), (page) => page.items);
  const own = resources.filter(({ parentId, pathPart }) => parentId === parent && pathPart === part);
  return onlyOne(
    own.map(({ id = "" }) => `${restApiId}/${id}`),
    "are the same part of a path",
  );
};

/** A deployment has no name and no tags, but its API is the environment's own: it is the one that no state knows. */
export const deployment: Finder = async (wanted) => {
  const client = wanted.client(APIGatewayClient);
  const restApiId = input(wanted, "restApi");
  const deployments = await everyItem(paginateGetDeployments({ client }, { restApiId }), (page) => page.items);
  const unknown = deployments.filter(({ id = "" }) => !wanted.known.includes(id));
  return onlyOne(
    unknown.map(({ id = "" }) => `${restApiId}/${id}`),
    "are deployments that no state knows",
  );
};

async function tagsAt(client: APIGatewayClient, path: string): Promise<Tags> {
  const region = await client.config.region();
  const { tags } = await client.send(new GetTagsCommand({ resourceArn: `arn:aws:apigateway:${region}::/${path}` }));
  return tags ?? {};
}
