import {
  GetTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateGetResources,
  paginateGetRestApis,
} from "@aws-sdk/client-api-gateway";
import type { APIGatewayClient, Resource, RestApi } from "@aws-sdk/client-api-gateway";
import type { CallContext, Properties } from "../../entry.ts";
import { everyItem } from "../calls.ts";
import { text } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { moveTags } from "../tags.ts";

/** The name of the error with which API Gateway says that something is not there. */
export const gone = "NotFoundException";

/** A method of a resource of an API. */
export interface MethodKey {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

/** The ARN of an API, and of a stage of it, under which their tags are kept. */
export function apiArn(region: string, restApiId: string, stageName?: string): string {
  const api = `arn:aws:apigateway:${region}::/restapis/${restApiId}`;
  return stageName === undefined ? api : `${api}/stages/${stageName}`;
}

/** What IAM and Lambda permissions call an API. */
export function executionArn(context: CallContext, restApiId: string): string {
  return `arn:aws:execute-api:${context.region}:${context.accountId}:${restApiId}`;
}

/** Every REST API of the region. */
export async function allApis(client: APIGatewayClient): Promise<readonly RestApi[]> {
  return everyItem(paginateGetRestApis({ client }, {}), (page) => page.items);
}

/** The APIs to look into for something whose API may be known: that one, else all of the region. */
export async function apisToSearch(client: APIGatewayClient, known: Properties): Promise<readonly string[]> {
  const given = text(known, "restApi");
  if (given !== undefined) return [given];
  return (await allApis(client)).flatMap(({ id }) => id ?? []);
}

/** Every resource of an API, with its methods and their integrations. */
export async function resourcesOf(client: APIGatewayClient, restApiId: string): Promise<readonly Resource[]> {
  return everyItem(paginateGetResources({ client }, { restApiId, embed: ["methods"] }), (page) => page.items);
}

/** Every method of every API of the region. */
export async function allMethods(
  client: APIGatewayClient,
): Promise<readonly (MethodKey & { readonly integrated: boolean })[]> {
  const apis = await allApis(client);
  const found = await Promise.all(
    apis.map(async ({ id: restApiId = "" }) =>
      (await resourcesOf(client, restApiId)).flatMap(({ id: resourceId = "", resourceMethods = {} }) =>
        Object.entries(resourceMethods).map(([httpMethod, method]) => ({
          restApiId,
          resourceId,
          httpMethod,
          // MiniStack writes null where AWS writes nothing.
          integrated: (method.methodIntegration ?? undefined) !== undefined,
        })),
      ),
    ),
  );
  return found.flat();
}

/** The official provider's identifier of a method (`agm`) and of its integration (`agi`). */
export function methodId(prefix: "agm" | "agi", { restApiId, resourceId, httpMethod }: MethodKey): string {
  return `${prefix}-${restApiId}-${resourceId}-${httpMethod}`;
}

/** The method that such an identifier names. Throws when it names none. */
export function parseMethodId(prefix: "agm" | "agi", id: string): MethodKey {
  const [found, restApiId, resourceId, httpMethod, ...rest] = id.split("-");
  if (found !== prefix || restApiId === undefined || !resourceId || !httpMethod || rest.length > 0) {
    throw new Error(`${JSON.stringify(id)} is no identifier; legal: ${prefix}-<restApi>-<resourceId>-<httpMethod>`);
  }
  return { restApiId, resourceId, httpMethod };
}

/** The tags of an API or a stage. */
export async function readTags(client: APIGatewayClient, resourceArn: string): Promise<Tags> {
  const { tags } = await client.send(new GetTagsCommand({ resourceArn }));
  return tags ?? {};
}

/** Makes the tags of an API or a stage the wanted ones. */
export async function setTags(client: APIGatewayClient, resourceArn: string, wanted: Tags): Promise<void> {
  await moveTags(await readTags(client, resourceArn), wanted, {
    set: (tags) => client.send(new TagResourceCommand({ resourceArn, tags })),
    remove: (tagKeys) => client.send(new UntagResourceCommand({ resourceArn, tagKeys })),
  });
}

/** How the official provider imports a part of an API: `<restApi>/<id>`. */
export function partOfApi(
  text: string,
): { readonly id: string; readonly known: { readonly restApi: string } } | undefined {
  const [, restApi, id] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  return restApi === undefined || id === undefined ? undefined : { id, known: { restApi } };
}

/** How it imports a method and an integration: `<restApi>/<resourceId>/<httpMethod>`. */
export function importedMethod(
  prefix: "agm" | "agi",
  text: string,
): { readonly id: string; readonly known: Properties } | undefined {
  const [, restApiId, resourceId, httpMethod] = /^([^/]+)\/([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (restApiId === undefined || resourceId === undefined || httpMethod === undefined) return undefined;
  return { id: methodId(prefix, { restApiId, resourceId, httpMethod }), known: {} };
}
