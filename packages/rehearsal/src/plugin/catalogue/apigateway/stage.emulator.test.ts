import {
  APIGatewayClient,
  CreateDeploymentCommand,
  GetStageCommand,
  GetStagesCommand,
  GetTagsCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { useApi } from "./api-fixture.ts";
import { parseStageId, stage } from "./stage.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = useApi(emulator, region);
const logArn = "arn:aws:logs:us-west-2:000000000000:log-group:/tandem/access";

async function deploy(): Promise<string> {
  const { id = "" } = await emulator
    .client(APIGatewayClient, region)
    .send(new CreateDeploymentCommand({ restApiId: api.id }));
  return id;
}

/** What an independent client sees; what a patch has set is text in MiniStack. */
async function seen(stageName: string) {
  const client = emulator.client(APIGatewayClient, region);
  const found = await client.send(new GetStageCommand({ restApiId: api.id, stageName }));
  const resourceArn = `arn:aws:apigateway:us-west-2::/restapis/${api.id}/stages/${stageName}`;
  return {
    deployment: found.deploymentId,
    description: found.description,
    variables: found.variables,
    tracing: String(found.tracingEnabled),
    log: found.accessLogSettings,
    tags: (await client.send(new GetTagsCommand({ resourceArn }))).tags,
  };
}

async function names() {
  const { item = [] } = await emulator
    .client(APIGatewayClient, region)
    .send(new GetStagesCommand({ restApiId: api.id }));
  return item.map(({ stageName }) => stageName);
}

test("a stage is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    restApi: api.id,
    deployment: await deploy(),
    stageName: "prod",
    description: "Production",
    variables: { color: "blue", size: "1" },
    xrayTracingEnabled: true,
    accessLogSettings: { destinationArn: logArn, format: "$context.requestId" },
    tags: { "tandem:urn": "prod" },
  };
  expect(await find(stage, context, { name: "prod" })).toEqual([]);

  const made = await TestResource.create(stage, context, inputs);
  expect(made.id).toBe(`ags-${api.id}-prod`);
  expect(await seen("prod")).toEqual({
    deployment: inputs.deployment,
    description: "Production",
    variables: inputs.variables,
    tracing: "true",
    log: inputs.accessLogSettings,
    tags: inputs.tags,
  });
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:apigateway:us-west-2::/restapis/${api.id}/stages/prod`,
    executionArn: `arn:aws:execute-api:us-west-2:000000000000:${api.id}/prod`,
    invokeUrl: `https://${api.id}.execute-api.us-west-2.amazonaws.com/prod`,
    tagsAll: inputs.tags,
  });
  const listed = { id: made.id, name: "prod", tags: inputs.tags };
  expect(await find(stage, context, { name: "prod" })).toEqual([listed]);
  expect(await find(stage, context, { tags: { "tandem:urn": "prod" } })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(stage, context, made.id)).inputs).toEqual(inputs);

  const news = {
    restApi: api.id,
    deployment: await deploy(),
    stageName: "prod",
    variables: { color: "green", shape: "round" },
    tags: { Name: "prod" },
  };
  expect(made.diff(news).replaces).toEqual(new Set());
  await made.update(news);
  expect(await seen("prod")).toEqual({
    deployment: news.deployment,
    description: "",
    variables: news.variables,
    tracing: "false",
    log: undefined,
    tags: news.tags,
  });
  await made.refresh();
  expect(made.inputs).toEqual(news);

  const patchOperations = [{ op: "replace" as const, path: "/deploymentId", value: inputs.deployment }];
  await emulator
    .client(APIGatewayClient, region)
    .send(new UpdateStageCommand({ restApiId: api.id, stageName: "prod", patchOperations }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...news, deployment: inputs.deployment });

  const other = { ...news, stageName: "next" };
  expect(made.diff(other).replaces).toEqual(new Set(["stageName"]));
  const next = await TestResource.create(stage, context, other);
  await made.delete();
  expect(await names()).toEqual(["next"]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
  await next.delete();
  expect(await stage.list(context)).toEqual([]);
});

test("a stage does not take over the tags of a deleted one of its name", async () => {
  const context = emulator.context(region);
  const inputs = { restApi: api.id, deployment: await deploy(), stageName: "again" };
  const first = await TestResource.create(stage, context, { ...inputs, tags: { Name: "first", Old: "yes" } });
  await first.delete();
  const second = await TestResource.create(stage, context, { ...inputs, tags: { Name: "second" } });
  expect((await seen("again")).tags).toEqual({ Name: "second" });
  await second.delete();
});

test("a stage's identifier holds its API and its name", () => {
  expect(parseStageId("ags-abc123-prod-blue")).toEqual({ restApiId: "abc123", stageName: "prod-blue" });
  expect(() => parseStageId("abc123/prod")).toThrow('"abc123/prod" is no identifier; legal: ags-<restApi>-<stageName>');
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(stage, { restApi: "a", deployment: "b", stageName: "prod", cacheClusterEnabled: true })).toEqual([
    {
      property: "cacheClusterEnabled",
      reason:
        "unknown to the stand-in of aws:apigateway/stage:Stage; legal: accessLogSettings, deployment, description, restApi, stageName, tags, variables, xrayTracingEnabled",
    },
  ]);
});
