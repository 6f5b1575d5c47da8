import {
  APIGatewayClient,
  CreateDomainNameCommand,
  GetDomainNameCommand,
  GetTagsCommand,
} from "@aws-sdk/client-api-gateway";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { domainName } from "./domain-name.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = "api.payment-dev.test.local";
const arn = `arn:aws:apigateway:us-west-2::/domainnames/${api}`;
const certificateArn = "arn:aws:acm:us-west-2:000000000000:certificate/00000000-0000-0000-0000-000000000000";
const inputs = {
  domainName: api,
  regionalCertificateArn: certificateArn,
  endpointConfiguration: { types: "REGIONAL" },
  securityPolicy: "TLS_1_2",
  tags: { "tandem:urn": "domain" },
};

/** What an independent client sees. */
async function seen() {
  const client = emulator.client(APIGatewayClient, region);
  const found = await client.send(new GetDomainNameCommand({ domainName: api }));
  return {
    certificate: found.regionalCertificateArn,
    types: found.endpointConfiguration?.types,
    policy: found.securityPolicy,
    tags: (await client.send(new GetTagsCommand({ resourceArn: arn }))).tags,
  };
}

test("a domain name is made, found, tagged anew, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  expect(await find(domainName, context, { name: api })).toEqual([]);
  const made = await TestResource.create(domainName, context, inputs);
  expect(made.id).toBe(api);
  expect(await seen()).toEqual({
    certificate: certificateArn,
    types: ["REGIONAL"],
    policy: "TLS_1_2",
    tags: inputs.tags,
  });
  expect(made.state).toEqual({
    ...inputs,
    arn,
    regionalDomainName: `${api}.execute-api.us-west-2.amazonaws.com`,
    regionalZoneId: "Z1UJRXOUMOOFQ8",
    tagsAll: inputs.tags,
  });
  const listed = { id: api, name: api, tags: inputs.tags };
  expect(await find(domainName, context, { tags: inputs.tags })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  const { securityPolicy: _, ...written } = inputs;
  expect((await TestResource.adopt(domainName, context, api)).inputs).toEqual(written);

  const news = { ...inputs, tags: { Name: "domain" } };
  await made.update(news);
  expect((await seen()).tags).toEqual(news.tags);
  await expect(made.update({ ...news, regionalCertificateArn: "other", securityPolicy: "TLS_1_0" })).rejects.toThrow(
    "regionalCertificateArn, securityPolicy: MiniStack 1.5.33 cannot change this of a domain name that exists, as AWS can; replace it: pulumi up --replace <urn>",
  );

  await emulator
    .client(APIGatewayClient, region)
    .send(new CreateDomainNameCommand({ domainName: api, regionalCertificateArn: "other" }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...news, regionalCertificateArn: "other" });
  expect(made.diff({ ...news, domainName: "other.test.local" }).replaces).toEqual(new Set(["domainName"]));

  await made.delete();
  expect(await made.refresh()).toBe(false);
  expect(await domainName.list(context)).toEqual([]);
  await made.delete();
});

test("a domain name is one in each region, and does not take over the tags of a deleted one", async () => {
  const [west, east] = [emulator.context(region), emulator.context("us-east-1")];
  const [one, other] = [
    await TestResource.create(domainName, west, { ...inputs, tags: { Old: "yes" } }),
    await TestResource.create(domainName, east, inputs),
  ];
  await one.delete();
  expect(await domainName.list(east)).toEqual([{ id: api, name: api, tags: inputs.tags }]);
  const again = await TestResource.create(domainName, west, inputs);
  expect((await seen()).tags).toEqual(inputs.tags);
  await again.delete();
  await other.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(domainName, { ...inputs, certificateArn })).toEqual([
    {
      property: "certificateArn",
      reason:
        "unknown to the stand-in of aws:apigateway/domainName:DomainName; legal: domainName, endpointConfiguration, regionalCertificateArn, securityPolicy, tags",
    },
  ]);
});
