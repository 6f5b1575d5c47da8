import { readdir, rename, stat, symlink, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkout, launch } from "./checkout.ts";

it.each([
  ["unset", undefined],
  ["empty", ""],
])("takes the home of the user database where HOME is %s", async (_, HOME) => {
  const scratch = await checkout();
  const { exitCode, stdout } = await launch(scratch, [], { HOME, XDG_CACHE_HOME: join(scratch.folder, "xdg") });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ args: [], home: userInfo().homedir });
  expect(await readdir(join(scratch.folder, "xdg", "tandem"))).toContain("pulumi-3.259.0");
});

it("asks for HOME where the user database knows none", async () => {
  const scratch = await checkout();
  await scratch.put(join(scratch.bin, "id"), "#!/bin/sh\nexit 1\n");
  expect(await launch(scratch, [], { HOME: "" })).toMatchObject({
    exitCode: 1,
    stderr:
      "tandem: HOME is not set, and the user database names none; set it, or XDG_CACHE_HOME, to a folder for the tools",
  });
  expect(await readdir(scratch.root)).not.toContain("node_modules");
});

it("does not follow a relative XDG_CACHE_HOME", async () => {
  const scratch = await checkout();
  await launch(scratch, [], { XDG_CACHE_HOME: "relative" });
  expect(await readdir(scratch.root)).not.toContain("relative");
  expect(await readdir(scratch.cache)).toContain("pulumi-3.259.0");
});

it("works in paths with spaces, from any folder, and through a link", async () => {
  const scratch = await checkout();
  const link = join(scratch.bin, "tandem");
  await symlink(join("..", "a checkout", "tandem"), link);
  const { exitCode, stdout } = await launch({ ...scratch, root: scratch.folder }, ["a b"], {}, { file: link });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ args: ["a b"], home: scratch.environment["HOME"] });
  expect([scratch.root, scratch.cache, scratch.bin].filter((path) => !path.includes(" "))).toEqual([]);
});

it("refuses a checkout with a colon in its path", async () => {
  const scratch = await checkout();
  const root = join(scratch.folder, "a:b");
  await rename(scratch.root, root);
  const { exitCode, stderr } = await launch({ ...scratch, root });
  expect(stderr).toBe(`tandem: ${root}/node_modules has a colon, which PATH cannot hold; use another folder`);
  expect(exitCode).toBe(1);
});

it("names a cache that cannot be made", async () => {
  const scratch = await checkout();
  await writeFile(join(scratch.folder, "file"), "");
  const { exitCode, stderr } = await launch(scratch, [], { XDG_CACHE_HOME: join(scratch.folder, "file") });
  expect(stderr).toContain(`tandem: cannot write to ${scratch.folder}/file/tandem; `);
  expect(exitCode).toBe(1);
});

it("names a checkout that cannot be written to", async () => {
  const scratch = await checkout();
  const modules = join(scratch.root, "node_modules");
  await symlink(join(scratch.folder, "nowhere", "to", "write"), modules);
  const { exitCode, stderr } = await launch(scratch);
  expect(stderr).toContain(`tandem: cannot write to ${modules}; `);
  expect(exitCode).toBe(1);
});

it("writes nothing once it is complete, so that a checkout may be read-only", async () => {
  const scratch = await checkout();
  await launch(scratch);
  const folders = [scratch.root, join(scratch.root, "node_modules"), scratch.cache];
  const changes = () => Promise.all(folders.map(async (folder) => (await stat(folder)).mtimeMs));
  const before = await changes();
  expect(await launch(scratch)).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await changes()).toEqual(before);
});
