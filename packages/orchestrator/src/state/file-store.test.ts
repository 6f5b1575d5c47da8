import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sharedContract } from "@tandem/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileStore } from "./file-store.ts";
import { describeStore } from "./testing/store-contract.ts";

let folder: string;
const open = () => fileStore(pathToFileURL(folder).href);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-states of-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("a store of files", () => {
  describeStore(open);

  it("keeps one file of a document, and no draft", async () => {
    expect(await readdir(join(folder, ".tandem/live/ledger.json"))).toEqual(["2"]);
  });
});

describe("the engine's locks", () => {
  const stack = { contract: sharedContract, stackName: "live" };
  const locks = (name: string) => join(folder, ".pulumi/locks/organization/tandem-shared", name);

  it("are none before the engine took one", async () => {
    expect(await open().stackLocks(stack)).toEqual([]);
    await open().breakStackLocks(stack);
  });

  it("tell their holders, and are gone when broken; another stack's stay", async () => {
    const lock = { pid: 42, username: "ann", hostname: "build-7", timestamp: "2026-11-20T10:00:00.5+01:00" };
    for (const name of ["live", "other"]) {
      await mkdir(locks(name), { recursive: true });
      await writeFile(join(locks(name), "6b8f.json"), JSON.stringify(lock));
    }
    const told = { pid: 42, username: "ann", hostname: "build-7", takenAt: "2026-11-20T09:00:00.500Z" };
    expect(await open().stackLocks(stack)).toEqual([told]);
    await open().breakStackLocks(stack);
    expect(await open().stackLocks(stack)).toEqual([]);
    expect(await open().stackLocks({ ...stack, stackName: "other" })).toEqual([told]);
  });
});
