import {
  APIGatewayClient,
  CreateDeploymentCommand,
  GetStageCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { useApi } from "./api-fixture.ts";
import { methodSettings } from "./method-settings.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = useApi(emulator, region);

beforeAll(async () => {
  await emulator
    .client(APIGatewayClient, region)
    .send(new CreateDeploymentCommand({ restApiId: api.id, stageName: "prod" }));
});

/** What an independent client sees. */
async function seen() {
  const client = emulator.client(APIGatewayClient, region);
  const { methodSettings: found } = await client.send(new GetStageCommand({ restApiId: api.id, stageName: "prod" }));
  return found;
}

test("settings of every method are made, found, changed, seen when they drift, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    restApi: api.id,
    stageName: "prod",
    methodPath: "*/*",
    settings: {
      metricsEnabled: true,
      loggingLevel: "INFO",
      dataTraceEnabled: true,
      throttlingBurstLimit: 20,
      throttlingRateLimit: 10.5,
    },
  };
  const made = await TestResource.create(methodSettings, context, inputs);
  expect(made.id).toBe(`${api.id}-prod-*/*`);
  expect(await seen()).toEqual({ "*/*": expect.objectContaining(inputs.settings) });
  expect(made.state).toEqual(inputs);
  expect(await find(methodSettings, context, { id: made.id })).toEqual([{ id: made.id }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(methodSettings, context, made.id)).inputs).toEqual(inputs);

  const news = { ...inputs, settings: { metricsEnabled: true, loggingLevel: "ERROR" } };
  await made.update(news);
  expect(await seen()).toEqual({
    "*/*": expect.objectContaining({ ...news.settings, dataTraceEnabled: false, throttlingBurstLimit: 5000 }),
  });
  await made.refresh();
  expect(made.inputs).toEqual(news);

  const patchOperations = [{ op: "replace" as const, path: "/*/*/metrics/enabled", value: "false" }];
  await emulator
    .client(APIGatewayClient, region)
    .send(new UpdateStageCommand({ restApiId: api.id, stageName: "prod", patchOperations }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...news, settings: { metricsEnabled: false, loggingLevel: "ERROR" } });
  expect(made.diff({ ...news, stageName: "next" }).replaces).toEqual(new Set(["stageName"]));

  await made.delete();
  expect(await seen()).toEqual({});
  expect(await made.refresh()).toBe(false);
  expect(await methodSettings.list(context)).toEqual([]);
  await made.delete();
});

test("a method's path has its slashes written in another way", async () => {
  const context = emulator.context(region);
  const inputs = {
    restApi: api.id,
    stageName: "prod",
    methodPath: "payments~1refunds/GET",
    settings: { metricsEnabled: true },
  };
  const made = await TestResource.create(methodSettings, context, inputs);
  expect(Object.keys((await seen()) ?? {})).toEqual(["payments/refunds/GET"]);
  expect(await methodSettings.list(context)).toEqual([{ id: `${api.id}-prod-payments~1refunds/GET` }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  await made.delete();
});

test("a limit that would refuse every call, and what is no identifier, are refused", async () => {
  const context = emulator.context(region);
  const inputs = { restApi: api.id, stageName: "prod", methodPath: "*/*", settings: { throttlingRateLimit: -1 } };
  await expect(methodSettings.create(context, inputs)).rejects.toThrow(
    "throttlingRateLimit is -1; leave it out where there is no limit",
  );
  await expect(TestResource.adopt(methodSettings, context, "prod")).rejects.toThrow(
    '"prod" is no identifier; legal: <restApi>-<stageName>-<methodPath>',
  );
});

test("a setting that the entry does not know is refused", () => {
  const settings = { cachingEnabled: true };
  expect(checkInputs(methodSettings, { restApi: "a", stageName: "b", methodPath: "*/*", settings })).toEqual([
    {
      property: "settings.cachingEnabled",
      reason:
        "unknown to the stand-in of aws:apigateway/methodSettings:MethodSettings; legal: dataTraceEnabled, loggingLevel, metricsEnabled, throttlingBurstLimit, throttlingRateLimit",
    },
  ]);
});
