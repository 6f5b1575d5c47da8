import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { changedFiles } from "./changed-files.ts";

let root: string;
const git = (...args: readonly string[]) =>
  execa("git", ["-C", root, "-c", "user.name=a", "-c", "user.email=a@b.co", "-c", "commit.gpgsign=false", ...args]);
const write = (file: string, text: string) => writeFile(join(root, file), text);
const commit = async (message: string) => {
  await git("add", "--all");
  await git("commit", "--message", message);
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-changed-"));
  await git("init", "--initial-branch=main");
  for (const file of ["kept.ts", "edited.ts", "deleted.ts", "renamed.ts"]) await write(file, `${file}\n`);
  await write(".gitignore", "ignored.ts\n");
  await commit("first");
});
afterEach(() => rm(root, { recursive: true }));

it("finds what a branch changed, committed or not, and not what main did since", async () => {
  await git("switch", "--create", "change");
  await write("edited.ts", "other\n");
  await rm(join(root, "deleted.ts"));
  await git("mv", "renamed.ts", "mit ümlaut.ts");
  await commit("second");
  await write("new.ts", "new\n");
  await write("ignored.ts", "ignored\n");
  await git("switch", "main");
  await write("elsewhere.ts", "main went on\n");
  await git("add", "elsewhere.ts");
  await git("commit", "--message", "third");
  await git("switch", "change");
  expect((await changedFiles(root, "main")).files.toSorted()).toEqual([
    "deleted.ts",
    "edited.ts",
    "mit ümlaut.ts",
    "new.ts",
    "renamed.ts",
  ]);
});

it("finds nothing where nothing changed", async () => {
  const { stdout: head } = await git("rev-parse", "HEAD");
  expect(await changedFiles(root, "HEAD")).toEqual({ base: head, files: [] });
});

it("says that git does not know the reference", async () => {
  await expect(changedFiles(root, "origin/nowhere")).rejects.toMatchObject({
    code: "ref-unknown",
    message: expect.stringContaining('git cannot compare with "origin/nowhere": fatal:') as string,
    hint: "git fetch origin nowhere; in CI, check out with the whole history",
  });
  await expect(changedFiles(root, "--output=x")).rejects.toMatchObject({ code: "ref-unknown" });
});
