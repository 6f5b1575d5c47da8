import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { KMSClient, TagResourceCommand, UpdateKeyDescriptionCommand } from "@aws-sdk/client-kms";
import { LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import {
  PulumiEngine,
  detectDrift,
  layersOf,
  rehearsalConfig,
  removeEnvironmentFiles,
  replaceProcessEnvironment,
  repositoryRoot,
  writeEnvironmentFiles,
} from "@tandem/orchestrator";
import { startProvingGround } from "@tandem/rehearsal";
import { afterAll, beforeAll, expect, it } from "vitest";

const config = rehearsalConfig("payments-us");
const { environment } = config;
const all = layersOf(config);
const deployed = new Set(["shared", "global/foundation", "primary-region"]);
const layers = all.filter(({ id }) => deployed.has(id));
const own = { ...process.env } as Record<string, string>;
let directory: string;
let ground: Awaited<ReturnType<typeof startProvingGround>>;
let engine: PulumiEngine;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-drift-"));
  await mkdir(join(directory, "logs"));
  ground = await startProvingGround({ directory, id: environment });
  replaceProcessEnvironment(ground.environment);
  engine = new PulumiEngine({ root: repositoryRoot, environment: ground.environment, logs: join(directory, "logs") });
  await writeEnvironmentFiles(repositoryRoot, all, config);
  for (const layer of layers) {
    await engine.create(layer);
    await engine.up(layer, {});
  }
});
afterAll(async () => {
  await ground.stop();
  replaceProcessEnvironment(own);
  await removeEnvironmentFiles(repositoryRoot, all);
  await rm(directory, { recursive: true, force: true });
});

const look = () =>
  detectDrift({ environment, layers, engine, emit: () => undefined, signal: new AbortController().signal });

/** The identifier of a layer's only resource of this type and name. */
async function idOf(id: string, type: string, name: string): Promise<string> {
  const layer = layers.find((each) => each.id === id);
  const { resources = [] } = (layer && (await engine.checkpoint(layer))) ?? {};
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`no ${type} ${name} in ${id}`);
  return found.id;
}

it("finds what was changed by hand and what is gone, and leaves out what the controller owns", async () => {
  const untouched = await look();
  expect(untouched.layers.map(({ id, status, drift }) => [id, status, drift])).toEqual(
    layers.map(({ id }) => [id, "clean", []]),
  );

  const { primary } = config.regions;
  const client = {
    endpoint: ground.endpoint,
    region: primary,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const kms = new KMSClient(client);
  const KeyId = await idOf("shared", "aws:kms/key:Key", "data-key-primary");
  await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "by hand" }));
  await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "hand", TagValue: "made" }] }));
  const [RoleName, PolicyName] = (await idOf("shared", "aws:iam/rolePolicy:RolePolicy", "recovery")).split(":");
  await new IAMClient(client).send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  const FunctionName = await idOf("primary-region", "aws:lambda/function:Function", "service-ledger");
  await new LambdaClient(client).send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 7 }),
  );

  const { ok, layers: found } = await look();
  expect(ok).toBe(false);
  const byId = new Map(found.map((layer) => [layer.id, layer]));
  expect(byId.get("shared")?.drift.map(({ name, operation, properties }) => [name, operation, properties])).toEqual(
    expect.arrayContaining([
      ["data-key-primary", "update", ["description", "tags.hand"]],
      ["recovery", "delete", []],
    ]),
  );
  expect(byId.get("shared")?.drift).toHaveLength(2);
  expect(byId.get("global/foundation")).toMatchObject({ status: "clean", drift: [], owned: [] });
  expect(byId.get("primary-region")).toMatchObject({
    status: "clean",
    drift: [],
    owned: [{ property: "reservedConcurrentExecutions", owner: "controller" }],
  });
  // The component ignores the same property: an update takes nothing back.
  const [, , region] = layers;
  if (region === undefined) throw new Error("no region's layer");
  expect((await engine.previewAfterRefresh(region, {})).changes).toEqual([]);
});
