import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KMSClient, UpdateKeyDescriptionCommand } from "@aws-sdk/client-kms";
import * as aws from "@pulumi/aws";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { OpMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rehearsalEnvironment } from "../sandbox/environment.ts";
import { prepareDirectory } from "../sandbox/paths.ts";
import { alias } from "./catalogue/kms/alias.ts";
import { key } from "./catalogue/kms/key.ts";
import { replicaKey } from "./catalogue/kms/replica-key.ts";
import { standInPluginFolder } from "./folder.ts";
import { accountId, useEmulator } from "./testing/emulator.ts";

const emulator = useEmulator();
const [home, other] = ["us-east-1", "us-east-2"] as const;
let directory = "";
let stack: Stack;

interface Settings {
  readonly description: string;
  readonly aliasName: string;
  readonly account: string;
  /** Anything more, also what the official type does not have. */
  readonly more: object;
}

const settings: Settings = { description: "data", aliasName: "alias/data", account: accountId, more: {} };

/** A multi-Region key with a replica and an alias, as `shared` makes them. */
function program({ description, aliasName, account, more }: Settings) {
  return async () => {
    const providerOf = (region: aws.Region) =>
      new aws.Provider(region, { region, allowedAccountIds: [account], defaultTags: { tags: { App: "test" } } });
    const [primary, standby] = [providerOf(home), providerOf(other)];
    const data = new aws.kms.Key(
      "data",
      { description, multiRegion: true, deletionWindowInDays: 7, tags: { Name: "data" }, ...more },
      { provider: primary },
    );
    const copy = new aws.kms.ReplicaKey(
      "data-copy",
      { primaryKeyArn: data.arn, deletionWindowInDays: 7 },
      { provider: standby },
    );
    const name = new aws.kms.Alias("data", { name: aliasName, targetKeyId: data.id }, { provider: primary });
    return { keyId: data.id, copyArn: copy.arn, aliasArn: name.arn, tagsAll: data.tagsAll };
  };
}

/** The steps of a preview or an update by kind, without the stack and its providers that only stay. */
function steps(summary: OpMap | undefined): OpMap {
  return Object.fromEntries(Object.entries(summary ?? {}).filter(([kind]) => kind !== "same"));
}

async function descriptions(): Promise<(string | undefined)[]> {
  const found = await key.list(emulator.context(home));
  const states = await Promise.all(found.map(({ id }) => key.read(emulator.context(home), id, {})));
  return states.flatMap((state) => (state === undefined ? [] : [state["description"] as string]));
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-engine-"));
  await prepareDirectory(directory);
  const envVars = rehearsalEnvironment({
    endpoint: emulator.endpoint,
    directory,
    pluginFolders: [standInPluginFolder],
    base: process.env,
  });
  const options = { projectName: "plugin", stackName: "test", program: program(settings) };
  stack = await LocalWorkspace.createStack(options, { envVars, workDir: directory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("a preview makes nothing", async () => {
  const { changeSummary } = await stack.preview();
  expect(steps(changeSummary)).toEqual({ create: 6 });
  expect(await key.list(emulator.context(home))).toEqual([]);
});

test("an account that is not allowed is refused, with both accounts named", async () => {
  await expect(stack.preview({ program: program({ ...settings, account: "111122223333" }) })).rejects.toThrow(
    `the credentials belong to account ${accountId}; allowedAccountIds of the aws provider allows only 111122223333`,
  );
});

test("an unknown property is refused, with the legal ones named", async () => {
  const more = { customKeyStoreId: "cks-1" };
  await expect(stack.up({ program: program({ ...settings, more }) })).rejects.toThrow(
    "unknown to the stand-in of aws:kms/key:Key; legal: deletionWindowInDays, description, enableKeyRotation",
  );
  expect(await key.list(emulator.context(home))).toEqual([]);
});

test("an up makes everything, with known outputs, and a second one has nothing to do", async () => {
  const { outputs, summary } = await stack.up({ program: program(settings) });
  const keyId: unknown = outputs["keyId"]?.value;
  expect(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]))).toEqual({
    keyId,
    copyArn: `arn:aws:kms:${other}:${accountId}:key/${String(keyId)}`,
    aliasArn: `arn:aws:kms:${home}:${accountId}:alias/data`,
    tagsAll: { App: "test", Name: "data" },
  });
  // The refused update before has made the stack and its providers.
  expect(summary.resourceChanges).toEqual({ create: 3, same: 3 });
  expect(await replicaKey.list(emulator.context(other))).toEqual([{ id: keyId, tags: { App: "test" } }]);
  const { changeSummary } = await stack.preview({ refresh: true, expectNoChanges: true });
  expect(steps(changeSummary)).toEqual({});
});

test("a change in the cloud is seen by a refreshing preview, and undone by the next up", async () => {
  const [listed] = await key.list(emulator.context(home));
  const change = new UpdateKeyDescriptionCommand({ KeyId: listed?.id, Description: "by hand" });
  await emulator.client(KMSClient, home).send(change);

  await expect(stack.preview({ refresh: true, expectNoChanges: true })).rejects.toThrow("changes were proposed");
  const { summary } = await stack.up({ refresh: true });
  expect(steps(summary.resourceChanges)).toEqual({ update: 1 });
  expect(await descriptions()).toEqual(["data"]);
});

test("a change in the program updates, or replaces what cannot be changed", async () => {
  const changed = { ...settings, description: "ledger", aliasName: "alias/ledger" };
  const { changeSummary, stdout } = await stack.preview({ program: program(changed), diff: true });
  expect(steps(changeSummary)).toEqual({ replace: 1, update: 1 });
  expect(stdout).toContain('"alias/data" => "alias/ledger"');
  const { summary } = await stack.up({ program: program(changed) });
  expect(steps(summary.resourceChanges)).toEqual({ replace: 1, update: 1 });
  expect(await descriptions()).toEqual(["ledger"]);
  expect((await alias.list(emulator.context(home))).map(({ name }) => name)).toEqual(["alias/ledger"]);
});

test("what AWS refuses is passed on with the type and the resource's name", async () => {
  const refused = program({ ...settings, aliasName: "no-alias" });
  await expect(stack.up({ program: refused })).rejects.toThrow(
    'aws:kms/alias:Alias "data": ValidationException: AliasName must start with alias/',
  );
});

test("a destroy leaves nothing but keys that are pending deletion", async () => {
  await stack.destroy();
  expect(await alias.list(emulator.context(home))).toEqual([]);
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const pending = [await key.list(emulator.context(home)), await replicaKey.list(emulator.context(other))];
  expect(pending.flat().map(({ pendingDeletion }) => pendingDeletion)).toEqual(
    Array.from({ length: 2 }, () => `pending deletion until ${day}`),
  );
});
