import { APIGatewayClient, paginateGetBasePathMappings } from "@aws-sdk/client-api-gateway";
import type { BasePathMapping } from "@aws-sdk/client-api-gateway";
import { rehearsalCredentials } from "./environment.ts";
import type { CustomDomain } from "./request-scope.ts";

/** Where the stages behind custom domain names are served, as the emulator holds the names now. */
export interface CustomDomains {
  /** The emulator's path and query for a request's; undefined when the name shows nothing there in its region. */
  target(domain: CustomDomain, target: string): Promise<string | undefined>;
}

/**
 * MiniStack 1.5.33 finds a custom domain by its Host alone, in the region that made it first. A failover name is one
 * in each region: its mappings are read in the region to which the client has connected.
 */
export function customDomains(emulator: string): CustomDomains {
  const clients = new Map<string, APIGatewayClient>();
  return {
    async target({ domainName, region }, target) {
      const client =
        clients.get(region) ?? new APIGatewayClient({ region, endpoint: emulator, credentials: rehearsalCredentials });
      clients.set(region, client);
      return mappedTarget(await mappingsOf(client, domainName), target);
    },
  };
}

async function mappingsOf(client: APIGatewayClient, domainName: string): Promise<readonly BasePathMapping[]> {
  const found: BasePathMapping[] = [];
  try {
    for await (const { items = [] } of paginateGetBasePathMappings({ client }, { domainName })) found.push(...items);
  } catch (error) {
    if (error instanceof Error && error.name === "NotFoundException") return [];
    throw error;
  }
  return found;
}

/** The emulator's path and query under the longest base path that fits; a mapping without a stage leaves it to the path. */
export function mappedTarget(mappings: readonly BasePathMapping[], target: string): string | undefined {
  const mark = target.search(/[?#]|$/);
  const path = target.slice(0, mark);
  const [best] = mappings
    .map(({ basePath, restApiId, stage }) => ({ prefix: prefixOf(basePath), restApiId, stage }))
    .filter(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))
    .toSorted((one, other) => other.prefix.length - one.prefix.length);
  if (best === undefined) return undefined;
  const place = [best.restApiId, ...(best.stage ? [best.stage] : [])].join("/");
  return `/_aws/execute-api/${place}${path.slice(best.prefix.length) || "/"}${target.slice(mark)}`;
}

/** API Gateway calls the base path of a mapping that has none `(none)`. */
function prefixOf(basePath: string | undefined): string {
  return basePath === undefined || basePath === "" || basePath === "(none)" ? "" : `/${basePath}`;
}
