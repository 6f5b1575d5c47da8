import {
  APIGatewayClient,
  DeleteMethodCommand,
  GetMethodCommand,
  UpdateMethodCommand,
} from "@aws-sdk/client-api-gateway";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { useApi } from "./api-fixture.ts";
import { method } from "./method.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = useApi(emulator, region);

/** What an independent client sees; what a patch has set is text in MiniStack. */
async function seen(httpMethod: string) {
  const found = await emulator
    .client(APIGatewayClient, region)
    .send(new GetMethodCommand({ restApiId: api.id, resourceId: api.rootId, httpMethod }));
  const parameters = Object.entries(found.requestParameters ?? {});
  return {
    authorization: found.authorizationType,
    key: String(found.apiKeyRequired),
    parameters: Object.fromEntries(parameters.map(([name, needed]) => [name, String(needed)])),
  };
}

test("a method is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    restApi: api.id,
    resourceId: api.rootId,
    httpMethod: "POST",
    authorization: "AWS_IAM",
    apiKeyRequired: true,
    requestParameters: { "method.request.querystring.id": true, "method.request.header.Trace": false },
  };
  const id = `agm-${api.id}-${api.rootId}-POST`;
  expect(await find(method, context, { id })).toEqual([]);

  const made = await TestResource.create(method, context, inputs);
  expect(made.id).toBe(id);
  expect(await seen("POST")).toEqual({
    authorization: "AWS_IAM",
    key: "true",
    parameters: { "method.request.querystring.id": "true", "method.request.header.Trace": "false" },
  });
  expect(made.state).toEqual(inputs);
  expect(await find(method, context, { id })).toEqual([{ id }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(method, context, id)).inputs).toEqual(inputs);

  const news = {
    ...inputs,
    authorization: "NONE",
    apiKeyRequired: false,
    requestParameters: { "method.request.querystring.id": false, "method.request.querystring.page": true },
  };
  expect(made.diff(news).replaces).toEqual(new Set());
  await made.update(news);
  expect(await seen("POST")).toEqual({
    authorization: "NONE",
    key: "false",
    parameters: { "method.request.querystring.id": "false", "method.request.querystring.page": "true" },
  });
  await made.refresh();
  expect(made.inputs).toEqual(news);

  const patchOperations = [{ op: "replace" as const, path: "/authorizationType", value: "AWS_IAM" }];
  await emulator
    .client(APIGatewayClient, region)
    .send(new UpdateMethodCommand({ restApiId: api.id, resourceId: api.rootId, httpMethod: "POST", patchOperations }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...news, authorization: "AWS_IAM" });

  const other = { ...news, httpMethod: "GET" };
  expect(made.diff(other).replaces).toEqual(new Set(["httpMethod"]));
  const next = await TestResource.create(method, context, other);
  await made.delete();
  expect(await method.list(context)).toEqual([{ id: next.id }]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
  await next.delete();
  expect(await method.list(context)).toEqual([]);
});

test("a method that went elsewhere is gone, and what is no identifier is refused", async () => {
  const context = emulator.context(region);
  const key = { restApiId: api.id, resourceId: api.rootId, httpMethod: "PUT" };
  const made = await TestResource.create(method, context, {
    restApi: api.id,
    resourceId: api.rootId,
    httpMethod: "PUT",
    authorization: "NONE",
  });
  await emulator.client(APIGatewayClient, region).send(new DeleteMethodCommand(key));
  expect(await made.refresh()).toBe(false);
  await expect(TestResource.adopt(method, context, "abc/def/PUT")).rejects.toThrow(
    '"abc/def/PUT" is no identifier; legal: agm-<restApi>-<resourceId>-<httpMethod>',
  );
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(method, { restApi: "a", resourceId: "b", httpMethod: "GET", authorizer: "c" })).toEqual([
    { property: "authorization", reason: "missing; aws:apigateway/method:Method needs it" },
    {
      property: "authorizer",
      reason:
        "unknown to the stand-in of aws:apigateway/method:Method; legal: apiKeyRequired, authorization, httpMethod, requestParameters, resourceId, restApi",
    },
  ]);
});
