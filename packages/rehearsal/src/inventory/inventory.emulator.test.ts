import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { inventoried } from "./inventoried.ts";
import { compareInventories, takeInventory } from "./inventory.ts";
import type { InventoryLine } from "./inventory.ts";

const regions = ["us-east-1", "us-east-2"];

let directory: string;
let sandbox: Sandbox;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-inventory-"));
  sandbox = await startSandbox({ directory, id: "inventory" });
});
afterAll(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true });
});

function take(): Promise<InventoryLine[]> {
  return takeInventory({ endpoint: sandbox.endpoint, regions, types: inventoried });
}

test("finds what was made, each where it lives, and what of it is left afterwards", async () => {
  const config = { endpoint: sandbox.endpoint, credentials: rehearsalCredentials };
  const kms = new KMSClient({ ...config, region: "us-east-2" });
  const iam = new IAMClient({ ...config, region: "us-east-1" });
  const before = await take();
  expect(before.filter((line) => line.type === "aws:iam/role:Role")).toEqual([]);

  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const keyId = KeyMetadata?.KeyId ?? "";
  await kms.send(new CreateAliasCommand({ AliasName: "alias/ledger", TargetKeyId: keyId }));
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName: "ledger", AssumeRolePolicyDocument: policy }));

  expect(compareInventories(before, await take())).toEqual({
    leftovers: [
      { type: "aws:iam/role:Role", region: "global", id: "ledger", name: "ledger" },
      { type: "aws:kms/alias:Alias", region: "us-east-2", id: "alias/ledger", name: "alias/ledger" },
      { type: "aws:kms/key:Key", region: "us-east-2", id: keyId },
    ],
    pendingDeletion: [],
  });

  await iam.send(new DeleteRoleCommand({ RoleName: "ledger" }));
  await kms.send(new DeleteAliasCommand({ AliasName: "alias/ledger" }));
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 7 }));
  const { leftovers, pendingDeletion } = compareInventories(before, await take());
  expect(leftovers).toEqual([]);
  expect(pendingDeletion.map(({ type, region, id }) => ({ type, region, id }))).toEqual([
    { type: "aws:kms/key:Key", region: "us-east-2", id: keyId },
  ]);
  expect(pendingDeletion[0]?.pendingDeletion).toMatch(/^pending deletion until \d{4}-\d{2}-\d{2}/);
});

test("a type that cannot be listed is named", async () => {
  const broken = {
    type: "aws:kms/key:Key",
    properties: {},
    computed: {},
    create: () => Promise.reject(new Error("unused")),
    read: () => Promise.reject(new Error("unused")),
    delete: () => Promise.reject(new Error("unused")),
    list: () => Promise.reject(new TypeError("no such call")),
  };
  await expect(takeInventory({ endpoint: sandbox.endpoint, regions: ["us-east-2"], types: [broken] })).rejects.toThrow(
    "cannot list aws:kms/key:Key in us-east-2: TypeError: no such call",
  );
});
