import {
  APIGatewayClient,
  GetIntegrationCommand,
  PutMethodCommand,
  UpdateIntegrationCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { useApi } from "./api-fixture.ts";
import { integration } from "./integration.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = useApi(emulator, region);

beforeAll(async () => {
  const client = emulator.client(APIGatewayClient, region);
  for (const httpMethod of ["POST", "GET"]) {
    await client.send(
      new PutMethodCommand({ restApiId: api.id, resourceId: api.rootId, httpMethod, authorizationType: "NONE" }),
    );
  }
});

const uri = (name: string) =>
  `arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:000000000000:function:${name}/invocations`;

/** What an independent client sees. */
async function seen(httpMethod: string) {
  const found = await emulator
    .client(APIGatewayClient, region)
    .send(new GetIntegrationCommand({ restApiId: api.id, resourceId: api.rootId, httpMethod }));
  return {
    type: found.type,
    method: found.httpMethod,
    uri: found.uri,
    timeout: String(found.timeoutInMillis),
    passthrough: found.passthroughBehavior,
  };
}

test("an integration is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    restApi: api.id,
    resourceId: api.rootId,
    httpMethod: "POST",
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    uri: uri("ledger"),
    timeoutMilliseconds: 10_000,
    passthroughBehavior: "NEVER",
  };
  const id = `agi-${api.id}-${api.rootId}-POST`;
  expect(await find(integration, context, { id })).toEqual([]);

  const made = await TestResource.create(integration, context, inputs);
  expect(made.id).toBe(id);
  expect(await seen("POST")).toEqual({
    type: "AWS_PROXY",
    method: "POST",
    uri: uri("ledger"),
    timeout: "10000",
    passthrough: "NEVER",
  });
  expect(made.state).toEqual(inputs);
  expect(await find(integration, context, { id })).toEqual([{ id }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(integration, context, id)).inputs).toEqual(inputs);

  const news = { ...inputs, uri: uri("payments"), timeoutMilliseconds: 5000 };
  expect(made.diff(news).replaces).toEqual(new Set());
  await made.update(news);
  expect(await seen("POST")).toMatchObject({ uri: uri("payments"), timeout: "5000" });
  await made.refresh();
  expect(made.inputs).toEqual(news);

  const patchOperations = [{ op: "replace" as const, path: "/uri", value: uri("other") }];
  await emulator.client(APIGatewayClient, region).send(
    new UpdateIntegrationCommand({
      restApiId: api.id,
      resourceId: api.rootId,
      httpMethod: "POST",
      patchOperations,
    }),
  );
  await made.refresh();
  expect(made.inputs).toEqual({ ...news, uri: uri("other") });

  const other = { restApi: api.id, resourceId: api.rootId, httpMethod: "GET", type: "MOCK" };
  expect(made.diff(other).replaces).toEqual(
    new Set(["httpMethod", "type", "integrationHttpMethod", "passthroughBehavior"]),
  );
  const next = await TestResource.create(integration, context, other);
  await next.refresh();
  expect(next.inputs).toEqual(other);
  await made.delete();
  expect(await integration.list(context)).toEqual([{ id: next.id }]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
  await next.delete();
  expect(await integration.list(context)).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(
    checkInputs(integration, { restApi: "a", resourceId: "b", httpMethod: "GET", type: "MOCK", credentials: "c" }),
  ).toEqual([
    {
      property: "credentials",
      reason:
        "unknown to the stand-in of aws:apigateway/integration:Integration; legal: httpMethod, integrationHttpMethod, passthroughBehavior, resourceId, restApi, timeoutMilliseconds, type, uri",
    },
  ]);
});
