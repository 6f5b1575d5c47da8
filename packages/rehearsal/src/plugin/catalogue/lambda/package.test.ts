import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Archive } from "../../entry.ts";
import { codeSha256, packageOf } from "./package.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-package-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("a folder becomes a zip of its files, with paths inside it", async () => {
  await writeFile(join(folder, "index.mjs"), "export {};");
  await mkdir(join(folder, "lib"));
  await writeFile(join(folder, "lib", "a.json"), "{}");
  const files = unzipSync(await packageOf(new Archive(folder, "hash")));
  expect(Object.entries(files).map(([name, content]) => [name, strFromU8(content)])).toEqual([
    ["index.mjs", "export {};"],
    ["lib/a.json", "{}"],
  ]);
});

test("the same files make the same bytes, whenever they were written and in whatever order", async () => {
  await writeFile(join(folder, "a"), "1");
  await writeFile(join(folder, "b"), "2");
  const first = await packageOf(new Archive(folder, "hash"));
  await rm(join(folder, "a"));
  await writeFile(join(folder, "a"), "1");
  await utimes(join(folder, "b"), new Date(2001, 1, 1), new Date(2001, 1, 1));
  expect(Buffer.from(await packageOf(new Archive(folder, "other"))).equals(first)).toBe(true);
  await writeFile(join(folder, "a"), "3");
  expect(Buffer.from(await packageOf(new Archive(folder, "hash"))).equals(first)).toBe(false);
});

test("a zip file is the package as it is", async () => {
  await writeFile(join(folder, "code.zip"), "bytes");
  const zip = await packageOf(new Archive(join(folder, "code.zip"), "hash"));
  expect(strFromU8(zip)).toBe("bytes");
  expect(codeSha256(zip)).toBe("J3CJ2RwL308uaGK6fkoHYFEZQx9dE/cm3TUrBvGyBqk=");
});

test("a link in a folder is refused, and so is a folder that is not there", async () => {
  await symlink("/dev/null", join(folder, "link"));
  await expect(packageOf(new Archive(folder, "hash"))).rejects.toThrow(
    `${join(folder, "link")} is neither a file nor a folder; a package holds only those`,
  );
  await expect(packageOf(new Archive(join(folder, "none"), "hash"))).rejects.toThrow(/ENOENT/);
});
