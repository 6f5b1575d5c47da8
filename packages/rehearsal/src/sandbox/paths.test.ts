import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareDirectory } from "./paths.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "tandem-paths-"));
});
afterEach(() => rm(parent, { recursive: true }));

test("makes the folders and a passphrase that only the owner reads", async () => {
  const directory = join(parent, "r1");
  await prepareDirectory(directory);
  expect((await readdir(directory)).toSorted()).toEqual(["emulator", "passphrase", "pulumi-home", "state"]);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect((await stat(join(directory, "passphrase"))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(directory, "passphrase"), "utf8")).toMatch(/^[\w-]{43}$/);
});

test("keeps the passphrase with which a kept rehearsal's secrets are encrypted", async () => {
  const { passphrase } = await prepareDirectory(join(parent, "r1"));
  const first = await readFile(passphrase, "utf8");
  await prepareDirectory(join(parent, "r1"));
  expect(await readFile(passphrase, "utf8")).toBe(first);
});

test("two rehearsals have two passphrases", async () => {
  const first = await prepareDirectory(join(parent, "r1"));
  const second = await prepareDirectory(join(parent, "r2"));
  expect(await readFile(first.passphrase, "utf8")).not.toBe(await readFile(second.passphrase, "utf8"));
});
