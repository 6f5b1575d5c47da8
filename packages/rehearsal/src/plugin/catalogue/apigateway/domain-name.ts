import {
  APIGatewayClient,
  CreateDomainNameCommand,
  DeleteDomainNameCommand,
  GetDomainNameCommand,
  paginateGetDomainNames,
} from "@aws-sdk/client-api-gateway";
import type { DomainName, EndpointType, SecurityPolicy } from "@aws-sdk/client-api-gateway";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { object, present, requiredText, text } from "../properties.ts";
import { tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { gone, readTags, setTags } from "./api.ts";

/**
 * A name of one's own for the APIs of a region. Its identifier is the name.
 * MiniStack 1.5.33 can change only the tags of one that exists.
 */
export const domainName: ResourceEntry = {
  type: "aws:apigateway/domainName:DomainName",
  properties: {
    domainName: { required: true, replaces: true },
    regionalCertificateArn: { required: true },
    endpointConfiguration: { required: true, fields: { types: { required: true } } },
    securityPolicy: { default: "TLS_1_2" },
    tags: tagsSpec,
  },
  computed: { arn: "stable", regionalDomainName: "stable", regionalZoneId: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const client = context.client(APIGatewayClient);
    const name = requiredText(inputs, "domainName");
    const endpoint = object(inputs, "endpointConfiguration") ?? {};
    await client.send(
      new CreateDomainNameCommand({
        domainName: name,
        regionalCertificateArn: requiredText(inputs, "regionalCertificateArn"),
        endpointConfiguration: { types: [requiredText(endpoint, "types") as EndpointType] },
        securityPolicy: text(inputs, "securityPolicy") as SecurityPolicy | undefined,
        tags: tagsOf(inputs),
      }),
    );
    await completeOrUndo(
      `domain name ${name}`,
      // MiniStack reports only tags that were set by the tagging call, and keeps those of a deleted namesake.
      () => setTags(client, domainArn(context, name), tagsOf(inputs)),
      () => remove(context, name),
    );
    return name;
  },

  async read(context, id) {
    const client = context.client(APIGatewayClient);
    const found = await unlessGone(client.send(new GetDomainNameCommand({ domainName: id })), gone);
    if (found === undefined) return undefined;
    const tags = await readTags(client, domainArn(context, id));
    return present({ ...domainProperties(context, id, found), ...tagOutputs(tags) });
  },

  async update(context, id, news, _olds, changed) {
    const fixed = [...changed].filter((name) => name !== "tags");
    if (fixed.length > 0) {
      throw new Error(
        `${fixed.join(", ")}: MiniStack 1.5.33 cannot change this of a domain name that exists, as AWS can; replace it: pulumi up --replace <urn>`,
      );
    }
    await setTags(context.client(APIGatewayClient), domainArn(context, id), tagsOf(news));
  },

  delete: remove,

  async list(context) {
    const client = context.client(APIGatewayClient);
    const names = await domainNames(client);
    return Promise.all(
      names.map(async (name) => ({ id: name, name, tags: await readTags(client, domainArn(context, name)) })),
    );
  },
};

/** Every custom domain name of the region. */
export async function domainNames(client: APIGatewayClient): Promise<string[]> {
  const found = await everyItem(paginateGetDomainNames({ client }, {}), (page) => page.items);
  return found.flatMap(({ domainName: name }) => name ?? []);
}

async function remove(context: CallContext, name: string): Promise<void> {
  await unlessGone(context.client(APIGatewayClient).send(new DeleteDomainNameCommand({ domainName: name })), gone);
}

function domainProperties(context: CallContext, id: string, found: DomainName): Properties {
  const types = found.endpointConfiguration?.types?.[0];
  return present({
    domainName: found.domainName,
    regionalCertificateArn: found.regionalCertificateArn,
    endpointConfiguration: types === undefined ? undefined : { types },
    securityPolicy: found.securityPolicy,
    arn: domainArn(context, id),
    regionalDomainName: found.regionalDomainName,
    regionalZoneId: found.regionalHostedZoneId,
  });
}

function domainArn({ region }: CallContext, name: string): string {
  return `arn:aws:apigateway:${region}::/domainnames/${name}`;
}
