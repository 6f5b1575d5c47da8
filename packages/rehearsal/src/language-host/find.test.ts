import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findLanguageHost, standInFolder } from "./find.ts";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "tandem-host-")));
  await mkdir(join(root, "engine"));
  await mkdir(join(root, "bin"));
});
afterEach(() => rm(root, { recursive: true }));

async function executable(...path: string[]): Promise<string> {
  const file = join(root, ...path);
  await writeFile(file, "");
  await chmod(file, 0o755);
  return file;
}

test("the official host beside the engine that PATH leads to is used", async () => {
  const engine = await executable("engine", "pulumi");
  const file = await executable("engine", "pulumi-language-nodejs");
  await symlink(engine, join(root, "bin", "pulumi"));
  expect(await findLanguageHost(join(root, "bin"))).toEqual({ kind: "official", file });
});

test("one elsewhere on PATH is used", async () => {
  await executable("engine", "pulumi");
  const file = await executable("bin", "pulumi-language-nodejs");
  expect(await findLanguageHost(`${join(root, "engine")}:${join(root, "bin")}`)).toEqual({ kind: "official", file });
});

test("without one the stand-in is used, also inside a rehearsal's shell", async () => {
  await executable("engine", "pulumi");
  const standIn = { kind: "stand-in", folder: standInFolder };
  expect(await findLanguageHost(join(root, "engine"))).toEqual(standIn);
  expect(await findLanguageHost(`${standInFolder}:${join(root, "engine")}`)).toEqual(standIn);
});

test("a file that is not executable is no host", async () => {
  await writeFile(join(root, "bin", "pulumi-language-nodejs"), "");
  expect(await findLanguageHost(join(root, "bin"))).toEqual({ kind: "stand-in", folder: standInFolder });
});
