import {
  APIGatewayClient,
  CreateBasePathMappingCommand,
  CreateDomainNameCommand,
  DeleteDomainNameCommand,
  GetBasePathMappingsCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { useApi } from "./api-fixture.ts";
import { basePathMapping } from "./base-path-mapping.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = useApi(emulator, region);
const domainName = "api.payment-dev.test.local";

beforeAll(async () => {
  await emulator.client(APIGatewayClient, region).send(new CreateDomainNameCommand({ domainName }));
});
afterAll(async () => {
  await emulator.client(APIGatewayClient, region).send(new DeleteDomainNameCommand({ domainName }));
});

/** What an independent client sees. */
async function seen() {
  const { items } = await emulator
    .client(APIGatewayClient, region)
    .send(new GetBasePathMappingsCommand({ domainName }));
  return items;
}

test("a mapping is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { domainName, restApi: api.id, stageName: "prod" };
  expect(await basePathMapping.list(context)).toEqual([]);

  const made = await TestResource.create(basePathMapping, context, inputs);
  expect(made.id).toBe(`${domainName}/`);
  expect(await seen()).toEqual([{ basePath: "(none)", restApiId: api.id, stage: "prod" }]);
  expect(made.state).toEqual({ ...inputs, basePath: "" });
  expect(await find(basePathMapping, context, { id: made.id })).toEqual([{ id: made.id }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(basePathMapping, context, made.id)).inputs).toEqual(inputs);

  await made.update({ domainName, restApi: api.id, stageName: "next" });
  expect(await seen()).toEqual([{ basePath: "(none)", restApiId: api.id, stage: "next" }]);

  await emulator
    .client(APIGatewayClient, region)
    .send(new CreateBasePathMappingCommand({ domainName, basePath: "(none)", restApiId: api.id, stage: "other" }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...inputs, stageName: "other" });

  const moved = { ...inputs, basePath: "payments" };
  expect(made.diff(moved).replaces).toEqual(new Set(["basePath"]));
  await made.delete();
  const next = await TestResource.create(basePathMapping, context, moved);
  expect(next.id).toBe(`${domainName}/payments`);
  expect(next.state).toEqual(moved);
  expect(await seen()).toEqual([{ basePath: "payments", restApiId: api.id, stage: "prod" }]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
  await next.delete();
  expect(await basePathMapping.list(context)).toEqual([]);
});

test("what is no identifier of a mapping is refused", async () => {
  await expect(TestResource.adopt(basePathMapping, emulator.context(region), "payments")).rejects.toThrow(
    '"payments" is no identifier; legal: <domainName>/<basePath>',
  );
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(basePathMapping, { domainName, restApi: "a", domainNameId: "b" })).toEqual([
    {
      property: "domainNameId",
      reason:
        "unknown to the stand-in of aws:apigateway/basePathMapping:BasePathMapping; legal: basePath, domainName, restApi, stageName",
    },
  ]);
});
