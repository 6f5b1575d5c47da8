import {
  APIGatewayClient,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  UpdateDeploymentCommand,
} from "@aws-sdk/client-api-gateway";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { useApi } from "./api-fixture.ts";
import { deployment } from "./deployment.ts";

const emulator = useEmulator();
const region = "us-west-2";
const api = useApi(emulator, region);

/** The descriptions that an independent client sees, by the deployment's identifier. */
async function seen() {
  const { items = [] } = await emulator
    .client(APIGatewayClient, region)
    .send(new GetDeploymentsCommand({ restApiId: api.id }));
  return Object.fromEntries(items.map(({ id = "", description }): [string, string | undefined] => [id, description]));
}

test("a deployment is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { restApi: api.id, description: "first", triggers: { digest: "1" } };
  const made = await TestResource.create(deployment, context, inputs);
  expect(await seen()).toEqual({ [made.id]: "first" });
  const found = await emulator
    .client(APIGatewayClient, region)
    .send(new GetDeploymentCommand({ restApiId: api.id, deploymentId: made.id }));
  expect(made.state).toEqual({ ...inputs, createdDate: found.createdDate?.toISOString() });
  expect(await find(deployment, context, { id: made.id })).toEqual([{ id: made.id }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(deployment, context, made.id)).inputs).toEqual({
    restApi: api.id,
    description: "first",
  });

  const described = { ...inputs, description: "second" };
  expect(made.diff(described).changes).toEqual(new Map([["description", "update"]]));
  await made.update(described);
  expect(await seen()).toEqual({ [made.id]: "second" });

  const patchOperations = [{ op: "replace" as const, path: "/description", value: "other" }];
  await emulator
    .client(APIGatewayClient, region)
    .send(new UpdateDeploymentCommand({ restApiId: api.id, deploymentId: made.id, patchOperations }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...inputs, description: "other" });

  const triggered = { ...made.inputs, triggers: { digest: "2" } };
  expect(made.diff(triggered).changes).toEqual(new Map([["triggers.digest", "update-replace"]]));
  const next = await TestResource.create(deployment, context, triggered);
  await made.delete();
  expect(await seen()).toEqual({ [next.id]: "other" });
  expect(await made.refresh()).toBe(false);
  await made.delete();
  await next.delete();
  expect(await deployment.list(context)).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(deployment, { restApi: "a", stageName: "prod" })).toEqual([
    {
      property: "stageName",
      reason: "unknown to the stand-in of aws:apigateway/deployment:Deployment; legal: description, restApi, triggers",
    },
  ]);
});
