import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetFunctionEventInvokeConfigCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { waitFor } from "../calls.ts";
import { functionEventInvokeConfig } from "./function-event-invoke-config.ts";
import { roleArn, useBundles, useRole } from "./function-fixture.ts";
import { lambdaFunction } from "./function.ts";

const emulator = useEmulator();
const region = "us-west-2";
useRole(emulator, region);
const bundle = useBundles();

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-events-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** Notes the id of each process that runs it in a file of the function's own, and goes on for a minute. */
const endless = `
  import { appendFileSync } from "node:fs";
  import { setTimeout } from "node:timers/promises";
  export const handler = async () => {
    appendFileSync(process.env.RUNS, process.pid + "\\n");
    await setTimeout(60_000);
  };`;

async function makeFunction(name: string): Promise<TestResource> {
  return TestResource.create(lambdaFunction, emulator.context(region), {
    name,
    runtime: "nodejs24.x",
    handler: "index.handler",
    role: roleArn,
    timeout: 90,
    environment: { variables: { RUNS: join(directory, name) } },
    code: await bundle(endless),
  });
}

/** Ids of the processes that ran a function, in their order. */
async function runs(name: string): Promise<readonly number[]> {
  const text = await readFile(join(directory, name), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").filter(Boolean).map(Number);
}

function isRunning(pid: number | undefined): boolean {
  try {
    return process.kill(pid ?? Number.NaN, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

/** What an independent client sees. */
async function seen() {
  const found = await emulator
    .client(LambdaClient, region)
    .send(new GetFunctionEventInvokeConfigCommand({ FunctionName: "quiet" }));
  return [found.MaximumEventAgeInSeconds, found.MaximumRetryAttempts];
}

test("a configuration is made, found, changed and deleted", async () => {
  const context = emulator.context(region);
  const quiet = await makeFunction("quiet");
  expect(await find(functionEventInvokeConfig, context, { id: "quiet" })).toEqual([]);
  const inputs = { functionName: "quiet", maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 };
  const made = await TestResource.create(functionEventInvokeConfig, context, inputs);
  expect([made.id, made.state]).toEqual(["quiet", inputs]);
  expect(await seen()).toEqual([60, 0]);
  expect(await functionEventInvokeConfig.list(context)).toEqual([{ id: "quiet", name: "quiet" }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  await made.update({ functionName: "quiet", maximumRetryAttempts: 1 });
  expect(await seen()).toEqual([21_600, 1]);
  await made.refresh();
  expect(made.inputs).toEqual({ functionName: "quiet", maximumRetryAttempts: 1 });
  expect(made.diff({ functionName: "other" }).replaces).toEqual(new Set(["functionName"]));

  await made.delete();
  await expect(seen()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect(await made.refresh()).toBe(false);
  await made.delete();
  await quiet.delete();
});

test("a deleted function's running invocation ends; the emulator starts it again only where retries are left", async () => {
  const client = emulator.client(LambdaClient, region);
  const quiet = await makeFunction("quiet");
  const stubborn = await makeFunction("stubborn");
  const none = { functionName: "quiet", maximumRetryAttempts: 0 };
  await TestResource.create(functionEventInvokeConfig, emulator.context(region), none);
  for (const FunctionName of ["quiet", "stubborn"]) {
    await client.send(new InvokeCommand({ FunctionName, InvocationType: "Event" }));
  }
  const first = async (name: string) => (await runs(name))[0];
  const before = [
    await waitFor("the first run of quiet", 20, () => first("quiet")),
    await waitFor("the first run of stubborn", 20, () => first("stubborn")),
  ];
  expect(before.map(isRunning)).toEqual([true, true]);

  await quiet.delete();
  await stubborn.delete();
  expect(before.map(isRunning)).toEqual([false, false]);
  // Its first retry comes after a second; the one without retries, deleted before it, would have had its own by then.
  await waitFor("a run of the deleted function", 20, async () => (await runs("stubborn"))[1]);
  expect(await runs("quiet")).toEqual(before.slice(0, 1));
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(functionEventInvokeConfig, { functionName: "a", qualifier: "1" })).toEqual([
    {
      property: "qualifier",
      reason:
        "unknown to the stand-in of aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig; legal: functionName, maximumEventAgeInSeconds, maximumRetryAttempts",
    },
  ]);
});
