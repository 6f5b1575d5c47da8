import {
  APIGatewayClient,
  DeleteResourceCommand,
  GetResourcesCommand,
  UpdateResourceCommand,
} from "@aws-sdk/client-api-gateway";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { useApi } from "./api-fixture.ts";
import { resource } from "./resource.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = useApi(emulator, region);

/** The paths that an independent client sees, by the resource's identifier. */
async function seen() {
  const { items = [] } = await emulator
    .client(APIGatewayClient, region)
    .send(new GetResourcesCommand({ restApiId: api.id }));
  return Object.fromEntries(items.map(({ id = "", path = "" }): [string, string] => [id, path]));
}

test("a resource is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { restApi: api.id, parentId: api.rootId, pathPart: "payments" };
  expect(await find(resource, context, { name: "/payments" })).toEqual([]);

  const made = await TestResource.create(resource, context, inputs);
  expect(await seen()).toEqual({ [api.rootId]: "/", [made.id]: "/payments" });
  expect(made.state).toEqual({ ...inputs, path: "/payments" });
  expect(await find(resource, context, { name: "/payments" })).toEqual([{ id: made.id, name: "/payments" }]);
  expect(await find(resource, context, { id: api.rootId })).toEqual([]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(resource, context, made.id)).inputs).toEqual(inputs);

  const renamed = { ...inputs, pathPart: "ledger" };
  expect(made.diff(renamed).changes).toEqual(new Map([["pathPart", "update"]]));
  await made.update(renamed);
  expect(made.state["path"]).toBe("/ledger");
  const child = await TestResource.create(resource, context, { ...inputs, parentId: made.id, pathPart: "{id}" });
  expect((await seen())[child.id]).toBe("/ledger/{id}");
  await child.delete();

  const patchOperations = [{ op: "replace" as const, path: "/pathPart", value: "other" }];
  await emulator
    .client(APIGatewayClient, region)
    .send(new UpdateResourceCommand({ restApiId: api.id, resourceId: made.id, patchOperations }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...inputs, pathPart: "other" });

  expect(made.diff({ ...made.inputs, restApi: "other" }).replaces).toEqual(new Set(["restApi"]));
  const next = await TestResource.create(resource, context, inputs);
  await made.delete();
  expect(await seen()).toEqual({ [api.rootId]: "/", [next.id]: "/payments" });
  expect(await made.refresh()).toBe(false);
  await made.delete();
  await next.delete();
  expect(await resource.list(context)).toEqual([]);
});

test("a resource that went elsewhere is gone", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(resource, context, {
    restApi: api.id,
    parentId: api.rootId,
    pathPart: "gone",
  });
  await emulator
    .client(APIGatewayClient, region)
    .send(new DeleteResourceCommand({ restApiId: api.id, resourceId: made.id }));
  expect(await made.refresh()).toBe(false);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(resource, { restApi: "a", parentId: "b", pathPart: "c", path: "/c" })).toEqual([
    {
      property: "path",
      reason: "unknown to the stand-in of aws:apigateway/resource:Resource; legal: parentId, pathPart, restApi",
    },
  ]);
});
