import { GetFunctionUrlConfigCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { callApi } from "../../../sandbox/api-client.ts";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { text } from "../properties.ts";
import { roleArn, useBundles, useRole } from "./function-fixture.ts";
import { functionUrl } from "./function-url.ts";
import { lambdaFunction } from "./function.ts";
import { permission } from "./permission.ts";

const emulator = useEmulator();
const region = "us-west-2";
useRole(emulator, region);
const bundle = useBundles();

const makeFunction = async (name: string) =>
  TestResource.create(lambdaFunction, emulator.context(region), {
    name,
    runtime: "nodejs24.x",
    handler: "index.handler",
    role: roleArn,
    code: await bundle('export const handler = async () => ({ statusCode: 200, body: "open" });'),
  });

/** What tells its host from all others. */
function idOf({ state }: TestResource): string {
  return text(state, "urlId") ?? "";
}

/** What an independent client sees. */
async function seen(FunctionName: string) {
  const found = await emulator.client(LambdaClient, region).send(new GetFunctionUrlConfigCommand({ FunctionName }));
  return [found.AuthType, found.InvokeMode];
}

test("an address is made, found, changed and deleted", async () => {
  const context = emulator.context(region);
  const made = await makeFunction("latch");
  expect(await find(functionUrl, context, { id: "latch" })).toEqual([]);
  const inputs = { functionName: "latch", authorizationType: "NONE" };
  const url = await TestResource.create(functionUrl, context, inputs);
  expect(url.id).toBe("latch");
  const urlId = idOf(url);
  expect(urlId).toMatch(/^[a-z0-9]+$/);
  expect(url.state).toEqual({
    ...inputs,
    invokeMode: "BUFFERED",
    functionArn: "arn:aws:lambda:us-west-2:000000000000:function:latch",
    functionUrl: `https://${urlId}.lambda-url.us-west-2.on.aws/`,
    urlId,
  });
  expect(await find(functionUrl, context, { id: "latch" })).toEqual([{ id: "latch", name: "latch" }]);
  await url.refresh();
  expect(url.inputs).toEqual(inputs);
  expect((await TestResource.adopt(functionUrl, context, "latch")).inputs).toEqual(inputs);

  await url.update({ ...inputs, authorizationType: "AWS_IAM", invokeMode: "RESPONSE_STREAM" });
  expect(await seen("latch")).toEqual(["AWS_IAM", "RESPONSE_STREAM"]);
  await url.update(inputs);
  expect(await seen("latch")).toEqual(["NONE", "BUFFERED"]);
  expect(url.state["urlId"]).toBe(urlId);
  expect(url.diff({ ...inputs, functionName: "other" }).replaces).toEqual(new Set(["functionName"]));
  expect(url.diff({ ...inputs, qualifier: "live" }).replaces).toEqual(new Set(["qualifier"]));

  await url.delete();
  await expect(seen("latch")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect(await url.refresh()).toBe(false);
  await url.delete();
  await made.delete();
});

test("anybody reaches the function by its address once the function's policy says so", async () => {
  const context = emulator.context(region);
  const made = await makeFunction("open");
  const url = await TestResource.create(functionUrl, context, { functionName: "open", authorizationType: "NONE" });
  const host = `${idOf(url)}.lambda-url.${region}.on.aws`;
  const statements = [
    { action: "lambda:InvokeFunctionUrl", functionUrlAuthType: "NONE" },
    { action: "lambda:InvokeFunction", invokedViaFunctionUrl: true },
  ];
  for (const [index, statement] of statements.entries()) {
    const inputs = { function: "open", principal: "*", statementId: `anybody-${index}`, ...statement };
    const granted = await TestResource.create(permission, context, inputs);
    expect(granted.state).toEqual(inputs);
    await granted.refresh();
    expect(granted.inputs).toEqual(inputs);
  }
  const response = await callApi(emulator, `https://${host}/latch`);
  expect([response.status, await response.text()]).toEqual([200, "open"]);
  await url.delete();
  await made.delete();
});

test("a function's address goes with it", async () => {
  const context = emulator.context(region);
  const made = await makeFunction("gone");
  const url = await TestResource.create(functionUrl, context, { functionName: "gone", authorizationType: "NONE" });
  await made.delete();
  await url.delete();
  expect(await url.refresh()).toBe(false);
});

test("a property that the entry does not know is refused", () => {
  const inputs = { functionName: "a", authorizationType: "NONE", cors: {} };
  expect(checkInputs(functionUrl, inputs)).toEqual([
    {
      property: "cors",
      reason:
        "unknown to the stand-in of aws:lambda/functionUrl:FunctionUrl; legal: authorizationType, functionName, invokeMode, qualifier",
    },
  ]);
});
