import { rm } from "node:fs/promises";
import {
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { strFromU8, unzipSync, zipSync } from "fflate";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { roleArn, useBundles, useRole } from "./function-fixture.ts";
import { lambdaFunction } from "./function.ts";
import { codeSha256, packageOf } from "./package.ts";

const emulator = useEmulator();
const region = "us-west-2";
useRole(emulator, region);
const bundle = useBundles();

const arnOf = (name: string) => `arn:aws:lambda:us-west-2:000000000000:function:${name}`;
const base = { runtime: "nodejs22.x", handler: "index.handler", role: roleArn };

/** What an independent client sees, the code included. */
async function seen(name: string) {
  const lambda = emulator.client(LambdaClient, region);
  const {
    Configuration: found,
    Code,
    Tags,
    Concurrency,
  } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  const location = new URL(Code?.Location ?? "");
  const zip = await (await fetch(new URL(location.pathname + location.search, emulator.endpoint))).bytes();
  return {
    code: Object.fromEntries(Object.entries(unzipSync(zip)).map(([file, content]) => [file, strFromU8(content)])),
    description: found?.Description,
    memory: found?.MemorySize,
    timeout: found?.Timeout,
    architectures: found?.Architectures,
    variables: found?.Environment?.Variables,
    key: found?.KMSKeyArn,
    logging: found?.LoggingConfig,
    tracing: found?.TracingConfig?.Mode,
    state: found?.State,
    update: found?.LastUpdateStatus,
    reserved: Concurrency?.ReservedConcurrentExecutions,
    tags: Tags,
  };
}

async function names() {
  const { Functions = [] } = await emulator.client(LambdaClient, region).send(new ListFunctionsCommand({}));
  return Functions.map(({ FunctionName }) => FunctionName);
}

test("a function is made, found, changed and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    ...base,
    name: "ledger",
    description: "payments",
    code: await bundle("export const one = 1;"),
    memorySize: 512,
    timeout: 10,
    architectures: ["arm64"],
    environment: { variables: { TABLE: "ledger" } },
    reservedConcurrentExecutions: 5,
    kmsKeyArn: "arn:aws:kms:us-west-2:000000000000:key/mrk-1",
    loggingConfig: { logFormat: "JSON", logGroup: "/tandem/ledger", applicationLogLevel: "INFO" },
    tracingConfig: { mode: "Active" },
    tags: { "tandem:urn": "ledger" },
  };
  expect(await find(lambdaFunction, context, { name: "ledger" })).toEqual([]);

  const made = await TestResource.create(lambdaFunction, context, inputs);
  expect(made.id).toBe("ledger");
  expect(await seen("ledger")).toEqual({
    code: { "index.mjs": "export const one = 1;" },
    description: "payments",
    memory: 512,
    timeout: 10,
    architectures: ["arm64"],
    variables: { TABLE: "ledger" },
    key: inputs.kmsKeyArn,
    logging: { LogFormat: "JSON", LogGroup: "/tandem/ledger", ApplicationLogLevel: "INFO" },
    tracing: "Active",
    state: "Active",
    update: "Successful",
    reserved: 5,
    tags: inputs.tags,
  });
  const zip = await packageOf(inputs.code);
  expect(made.state).toEqual({
    ...inputs,
    packageType: "Zip",
    arn: arnOf("ledger"),
    invokeArn: `arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/${arnOf("ledger")}/invocations`,
    qualifiedArn: `${arnOf("ledger")}:$LATEST`,
    version: "$LATEST",
    lastModified: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/) as string,
    codeSha256: codeSha256(zip),
    sourceCodeHash: codeSha256(zip),
    sourceCodeSize: zip.length,
    tagsAll: inputs.tags,
  });
  const listed = { id: "ledger", name: "ledger", tags: inputs.tags };
  expect(await find(lambdaFunction, context, { name: "ledger" })).toEqual([listed]);
  expect(await find(lambdaFunction, context, { tags: { "tandem:urn": "ledger" } })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  const small = { ...base, name: "ledger", code: await bundle("export const two = 2;"), tags: { Name: "ledger" } };
  await made.update(small);
  expect(await seen("ledger")).toEqual({
    code: { "index.mjs": "export const two = 2;" },
    description: "",
    memory: 128,
    timeout: 3,
    architectures: ["x86_64"],
    variables: {},
    key: "",
    logging: { LogFormat: "Text", LogGroup: "/aws/lambda/ledger" },
    tracing: "PassThrough",
    state: "Active",
    update: "Successful",
    reserved: undefined,
    tags: { Name: "ledger" },
  });
  expect(made.state["code"]).toEqual(small.code);
  const { state } = made;
  await made.refresh();
  expect(made.inputs).toEqual(small);
  expect(made.state).toEqual(state);

  await made.delete();
  expect(await names()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  expect(await find(lambdaFunction, context, { name: "ledger" })).toEqual([]);
  await made.delete();
});

test("code and settings that were changed in the cloud are seen, and put right", async () => {
  const context = emulator.context(region);
  const lambda = emulator.client(LambdaClient, region);
  const inputs = { ...base, name: "drifting", code: await bundle("export const one = 1;") };
  const made = await TestResource.create(lambdaFunction, context, inputs);

  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "drifting", ReservedConcurrentExecutions: 1 }));
  await lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName: "drifting",
      ZipFile: zipSync({ "index.mjs": Buffer.from("export const other = 0;") }),
    }),
  );
  await waitUntilFunctionUpdatedV2(
    { client: lambda, maxWaitTime: 30, minDelay: 0.1, maxDelay: 1 },
    { FunctionName: "drifting" },
  );
  await made.refresh();
  expect(made.inputs).not.toHaveProperty("code");
  expect(made.diff(inputs).changes).toEqual(
    new Map([
      ["reservedConcurrentExecutions", "delete"],
      ["code", "add"],
    ]),
  );

  await made.update(inputs);
  const found = await seen("drifting");
  expect(found.code).toEqual({ "index.mjs": "export const one = 1;" });
  expect(found.reserved).toBeUndefined();
  await made.delete();
});

test("a bundle that is no longer there is no drift", async () => {
  const context = emulator.context(region);
  const inputs = { ...base, name: "built", code: await bundle("export const one = 1;") };
  const made = await TestResource.create(lambdaFunction, context, inputs);
  await rm(`${inputs.code.path}/index.mjs`);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  await made.delete();
});

test("each change is published as a version where the program asks for it", async () => {
  const context = emulator.context(region);
  const inputs = { ...base, name: "versioned", code: await bundle("export const one = 1;"), publish: true };
  const made = await TestResource.create(lambdaFunction, context, inputs);
  expect(made.state["version"]).toBe("1");
  await made.update({ ...inputs, timeout: 9 });
  expect(made.state["qualifiedArn"]).toBe(`${arnOf("versioned")}:2`);
  await made.update({ ...inputs, timeout: 9, tags: { Name: "versioned" } });
  expect(made.state["version"]).toBe("2");
  await made.delete();
});

test("another name is another function", async () => {
  const context = emulator.context(region);
  const code = await bundle("export const one = 1;");
  const old = await TestResource.create(lambdaFunction, context, { ...base, name: "old", code });
  const news = { ...base, name: "new", code };
  expect(old.diff(news).changes).toEqual(new Map([["name", "update-replace"]]));
  const next = await TestResource.create(lambdaFunction, context, news);
  await old.delete();
  expect(await names()).toEqual(["new"]);
  await next.delete();
});

test("a function that exists is adopted without its code, and a role that does not exist is refused", async () => {
  const context = emulator.context(region);
  const code = await bundle("export const one = 1;");
  const made = await TestResource.create(lambdaFunction, context, { ...base, name: "there", code });
  expect((await TestResource.adopt(lambdaFunction, context, "there")).inputs).toEqual({
    ...base,
    name: "there",
    loggingConfig: { logFormat: "Text" },
  });
  await made.delete();
  const role = `${roleArn}-other`;
  await expect(TestResource.create(lambdaFunction, context, { ...base, name: "odd", role, code })).rejects.toThrow(
    /The role with name ledger-other cannot be found/,
  );
  expect(await names()).toEqual([]);
});

test("a property that the entry does not know is refused", async () => {
  const code = await bundle("");
  expect(checkInputs(lambdaFunction, { ...base, name: "ledger", code, layers: [] })).toEqual([
    {
      property: "layers",
      reason:
        "unknown to the stand-in of aws:lambda/function:Function; legal: architectures, code, description, environment, handler, kmsKeyArn, loggingConfig, memorySize, name, packageType, publish, reservedConcurrentExecutions, role, runtime, tags, timeout, tracingConfig, vpcConfig",
    },
  ]);
});
