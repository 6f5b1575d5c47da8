import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeScratchFolder, removeLeftFolders } from "./scratch-folder.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "tandem-folders-"));
});
afterEach(() => rm(parent, { recursive: true }));

it("removes the folders of processes that are gone, and no others", async () => {
  const mine = basename(await makeScratchFolder(parent));
  const ended = execa("true");
  await ended;
  const gone = `tandem-plan-${hostname()}-${String(ended.pid)}-${Date.now()}-aaaaaa`;
  const elsewhere = `tandem-plan-another-host-1-${Date.now()}-bbbbbb`;
  for (const name of [gone, elsewhere, "tandem-plan-notes"]) await mkdir(join(parent, name));
  await writeFile(join(parent, gone, "file"), "");
  await removeLeftFolders(parent);
  expect((await readdir(parent)).toSorted()).toEqual([mine, elsewhere, "tandem-plan-notes"].toSorted());
});
