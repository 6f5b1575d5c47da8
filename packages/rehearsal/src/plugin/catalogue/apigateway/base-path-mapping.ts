import {
  APIGatewayClient,
  CreateBasePathMappingCommand,
  DeleteBasePathMappingCommand,
  GetBasePathMappingCommand,
  paginateGetBasePathMappings,
} from "@aws-sdk/client-api-gateway";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { gone } from "./api.ts";
import { domainNames } from "./domain-name.ts";

/** API Gateway's name of the path that has none. */
const root = "(none)";

/** Which stage of which API a custom domain name shows under a path. Its identifier is `<domainName>/<basePath>`. */
export const basePathMapping: ResourceEntry = {
  type: "aws:apigateway/basePathMapping:BasePathMapping",
  properties: {
    domainName: { required: true, replaces: true },
    basePath: { default: "", replaces: true },
    restApi: { required: true },
    /** Without one, callers name the stage in the path. */
    stageName: { default: "" },
  },
  computed: {},
  // The new one may have the same path.
  deleteBeforeReplace: true,

  async create(context, inputs) {
    await put(context, inputs);
    return mappingId(requiredText(inputs, "domainName"), text(inputs, "basePath") ?? "");
  },

  async read(context, id) {
    const key = keyOf(id);
    const found = await unlessGone(context.client(APIGatewayClient).send(new GetBasePathMappingCommand(key)), gone);
    if (found === undefined) return undefined;
    return present({
      domainName: key.domainName,
      basePath: found.basePath === root ? "" : found.basePath,
      restApi: found.restApiId,
      stageName: found.stage ?? "",
    });
  },

  // MiniStack 1.5.33 has no call that changes a mapping, and takes a second create call for a change.
  update: (context, _id, news) => put(context, news),

  async delete(context, id) {
    await unlessGone(context.client(APIGatewayClient).send(new DeleteBasePathMappingCommand(keyOf(id))), gone);
  },

  async list(context) {
    const client = context.client(APIGatewayClient);
    const found = await Promise.all(
      (await domainNames(client)).map(async (domainName) => {
        const pages = paginateGetBasePathMappings({ client }, { domainName });
        const mappings = await everyItem(pages, (page) => page.items);
        return mappings.map(({ basePath = root }) => ({
          id: mappingId(domainName, basePath === root ? "" : basePath),
        }));
      }),
    );
    return found.flat();
  },
};

async function put(context: CallContext, inputs: Properties): Promise<void> {
  await context.client(APIGatewayClient).send(
    new CreateBasePathMappingCommand({
      domainName: requiredText(inputs, "domainName"),
      basePath: text(inputs, "basePath") || root,
      restApiId: requiredText(inputs, "restApi"),
      stage: text(inputs, "stageName"),
    }),
  );
}

function mappingId(domainName: string, basePath: string): string {
  return `${domainName}/${basePath}`;
}

/** The mapping that such an identifier names. Throws when it names none. */
function keyOf(id: string): { readonly domainName: string; readonly basePath: string } {
  const slash = id.indexOf("/");
  if (slash < 1) throw new Error(`${JSON.stringify(id)} is no identifier; legal: <domainName>/<basePath>`);
  return { domainName: id.slice(0, slash), basePath: id.slice(slash + 1) || root };
}
