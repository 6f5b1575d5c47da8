import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListAliasesCommand, KMSClient, UpdateKeyDescriptionCommand, DescribeKeyCommand } from "@aws-sdk/client-kms";
import { regionsInUse } from "@tandem/config";
import { parseOutputs } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import {
  PulumiEngine,
  layersOf,
  rehearsalConfig,
  replaceProcessEnvironment,
  repositoryRoot,
  runLayers,
  writeEnvironmentFiles,
  removeEnvironmentFiles,
} from "@tandem/orchestrator";
import { startProvingGround } from "@tandem/rehearsal";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const config = rehearsalConfig("payments-us");
const layers = layersOf(config);
const layer = (id: string): Layer => {
  const found = layers.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no layer ${id}`);
  return found;
};
const shared = layer("shared");
const own = { ...process.env } as Record<string, string>;
let directory: string;
let ground: Awaited<ReturnType<typeof startProvingGround>>;
let engine: PulumiEngine;
let kms: KMSClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-rollout-"));
  await mkdir(join(directory, "logs"));
  ground = await startProvingGround({ directory, id: config.environment });
  replaceProcessEnvironment(ground.environment);
  engine = new PulumiEngine({ root: repositoryRoot, environment: ground.environment, logs: join(directory, "logs") });
  await writeEnvironmentFiles(repositoryRoot, layers, config);
  for (const each of [shared, layer("global/foundation")]) await engine.create(each);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  kms = new KMSClient({ endpoint: ground.endpoint, region: config.regions.primary, credentials });
});
afterAll(async () => {
  await ground.stop();
  replaceProcessEnvironment(own);
  await removeEnvironmentFiles(repositoryRoot, layers);
  await rm(directory, { recursive: true, force: true });
});

/** The key's description as an independent client reads it. */
async function description(): Promise<{ id: string; text: string | undefined }> {
  const { Aliases } = await kms.send(new ListAliasesCommand({}));
  const alias = Aliases?.find(({ AliasName }) => AliasName?.endsWith(config.environmentSuffix) === true);
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: alias?.TargetKeyId }));
  return { id: KeyMetadata?.KeyId ?? "", text: KeyMetadata?.Description };
}

describe("one layer on the real engine", () => {
  it("deploys, and its outputs keep their contract", async () => {
    const { outputs } = await engine.up(shared, {});
    const parsed = parseOutputs(shared.contract, config.environment, outputs);
    expect(parsed["primaryKeyArn"]).toMatch(/^arn:aws:kms:us-east-1:000000000000:key\/mrk-/);
    expect(parsed["standbyKeyArn"]).toBe(String(parsed["primaryKeyArn"]).replace("us-east-1", "us-east-2"));
  });

  it("has nothing to change after a refresh", async () => {
    expect((await engine.previewAfterRefresh(shared, {})).changes).toEqual([]);
  });

  it("sees a change made in the cloud, and puts it right", async () => {
    const before = await description();
    await kms.send(new UpdateKeyDescriptionCommand({ KeyId: before.id, Description: "changed by hand" }));
    const { changes } = await engine.previewAfterRefresh(shared, {});
    expect(changes.map(({ operation, type }) => [operation, type])).toEqual([["update", "aws:kms/key:Key"]]);
    const folder = join(repositoryRoot, "stacks", "shared");
    await execa("pulumi", ["up", "--refresh", "--yes", "--skip-preview", "--stack", shared.stackName], { cwd: folder });
    expect(await description()).toEqual(before);
    expect((await engine.previewAfterRefresh(shared, {})).changes).toEqual([]);
  });

  it("does not start the next layer when the contract is broken", async () => {
    const stricter = { ...shared, contract: { ...shared.contract, version: 2 } };
    const started: string[] = [];
    const outcomes = await runLayers([stricter, layer("global/foundation")], async (each) => {
      started.push(each.id);
      const { outputs } = await engine.up(each, {});
      return parseOutputs(each.contract, config.environment, outputs);
    });
    expect(started).toEqual(["shared"]);
    expect(outcomes.get("shared")).toMatchObject({
      status: "failed",
      error: { problems: [{ key: "contractVersion", problem: "1, expected 2" }] },
    });
    expect(outcomes.get("global/foundation")).toEqual({ status: "skipped", because: "shared is not done" });
  });

  it("tells in the engine's words why a layer fails", async () => {
    const orphan = layer("primary-region");
    await engine.create(orphan);
    await expect(engine.up(orphan, {})).rejects.toMatchObject({
      code: "layer-failed",
      message: expect.stringContaining("the outputs of tandem-global/") as string,
    });
    await engine.destroy(orphan, {});
  });

  it("destroys everything it made", async () => {
    await engine.destroy(layer("global/foundation"), {});
    await engine.destroy(shared, {});
    const left = await ground.inventory(regionsInUse(config.regions));
    expect(
      left.filter(({ pendingDeletion, id }) => pendingDeletion === undefined && id.includes(config.environmentSuffix)),
    ).toEqual([]);
  });
});
