import {
  APIGatewayClient,
  GetRestApiCommand,
  GetRestApisCommand,
  GetResourcesCommand,
  GetTagsCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { restApi } from "./rest-api.ts";

const emulator = useEmulator();
const region = "us-west-2";

const policyOf = (sid: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: sid, Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" }],
  });

/** What an independent client sees. */
async function seen(id: string) {
  const apis = emulator.client(APIGatewayClient, region);
  const found = await apis.send(new GetRestApiCommand({ restApiId: id }));
  const { tags } = await apis.send(
    new GetTagsCommand({ resourceArn: `arn:aws:apigateway:us-west-2::/restapis/${id}` }),
  );
  return {
    name: found.name,
    description: found.description,
    endpoint: found.endpointConfiguration?.types,
    compression: found.minimumCompressionSize,
    closed: String(found.disableExecuteApiEndpoint),
    media: found.binaryMediaTypes,
    policy: found.policy,
    tags,
  };
}

async function ids() {
  const { items = [] } = await emulator.client(APIGatewayClient, region).send(new GetRestApisCommand({}));
  return items.map(({ id }) => id);
}

test("an API is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    name: "payments",
    description: "Payments",
    endpointConfiguration: { types: "REGIONAL" },
    minimumCompressionSize: "1024",
    disableExecuteApiEndpoint: true,
    binaryMediaTypes: ["application/pdf"],
    policy: policyOf("Everybody"),
    tags: { "tandem:urn": "payments" },
  };
  expect(await find(restApi, context, { name: "payments" })).toEqual([]);

  const made = await TestResource.create(restApi, context, inputs);
  expect(await seen(made.id)).toEqual({
    name: "payments",
    description: "Payments",
    endpoint: ["REGIONAL"],
    compression: 1024,
    closed: "true",
    media: ["application/pdf"],
    policy: JSON.stringify(inputs.policy).slice(1, -1),
    tags: inputs.tags,
  });
  const { items = [] } = await emulator
    .client(APIGatewayClient, region)
    .send(new GetResourcesCommand({ restApiId: made.id }));
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:apigateway:us-west-2::/restapis/${made.id}`,
    rootResourceId: items.find(({ path }) => path === "/")?.id,
    executionArn: `arn:aws:execute-api:us-west-2:000000000000:${made.id}`,
    createdDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/) as string,
    tagsAll: inputs.tags,
  });
  const listed = { id: made.id, name: "payments", tags: inputs.tags };
  expect(await find(restApi, context, { name: "payments" })).toEqual([listed]);
  expect(await find(restApi, context, { tags: { "tandem:urn": "payments" } })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  const news = {
    name: "ledger",
    endpointConfiguration: inputs.endpointConfiguration,
    binaryMediaTypes: inputs.binaryMediaTypes,
    policy: policyOf("Anybody"),
    tags: { Name: "ledger" },
  };
  expect(made.diff(news).replaces).toEqual(new Set());
  await made.update(news);
  expect(await seen(made.id)).toMatchObject({
    name: "ledger",
    description: "",
    closed: "false",
    policy: JSON.stringify(news.policy).slice(1, -1),
    tags: { Name: "ledger" },
  });
  await made.refresh();
  expect(made.inputs).toEqual(news);

  const patchOperations = [{ op: "replace" as const, path: "/description", value: "Other" }];
  await emulator
    .client(APIGatewayClient, region)
    .send(new UpdateRestApiCommand({ restApiId: made.id, patchOperations }));
  await made.refresh();
  expect(made.diff(news).changes).toEqual(new Map([["description", "delete"]]));

  await made.delete();
  expect(await ids()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  expect(await find(restApi, context, { name: "payments" })).toEqual([]);
  await made.delete();
});

test("an API of the same name is another one, so a replacement stands beside the old until that is deleted", async () => {
  const context = emulator.context(region);
  const inputs = { name: "payments" };
  const old = await TestResource.create(restApi, context, inputs);
  const next = await TestResource.create(restApi, context, inputs);
  expect(await find(restApi, context, { name: "payments" })).toHaveLength(2);
  await old.delete();
  expect(await ids()).toEqual([next.id]);
  await next.refresh();
  expect(next.inputs).toEqual(inputs);
  await next.delete();
});

test("what MiniStack cannot change of an API that exists is refused", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(restApi, context, { name: "payments", binaryMediaTypes: ["a/b"] });
  await expect(
    made.update({ name: "payments", binaryMediaTypes: ["c/d"], endpointConfiguration: { types: "EDGE" } }),
  ).rejects.toThrow(
    "endpointConfiguration, binaryMediaTypes: MiniStack 1.5.33 cannot change this of an API that exists, as AWS can; replace the API: pulumi up --replace <urn>",
  );
  expect((await seen(made.id)).media).toEqual(["a/b"]);
  await made.delete();
});

test("an API that exists is adopted with the inputs that would make it", async () => {
  const context = emulator.context(region);
  const inputs = { name: "there", endpointConfiguration: { types: "REGIONAL" }, policy: policyOf("Everybody") };
  const made = await TestResource.create(restApi, context, inputs);
  expect((await TestResource.adopt(restApi, context, made.id)).inputs).toEqual(inputs);
  await made.delete();
});

test("a property that the entry does not know is refused, also inside the endpoint", () => {
  expect(
    checkInputs(restApi, {
      name: "payments",
      body: "{}",
      endpointConfiguration: { types: "EDGE", ipAddressType: "ipv4" },
    }),
  ).toEqual([
    {
      property: "body",
      reason:
        "unknown to the stand-in of aws:apigateway/restApi:RestApi; legal: binaryMediaTypes, description, disableExecuteApiEndpoint, endpointConfiguration, minimumCompressionSize, name, policy, tags",
    },
    {
      property: "endpointConfiguration.ipAddressType",
      reason: "unknown to the stand-in of aws:apigateway/restApi:RestApi; legal: types",
    },
  ]);
});
