import { chmod, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareDirectory } from "../sandbox/paths.ts";
import { lodge } from "./lodging.ts";

const path = process.env["PATH"] ?? "";
const isRoot = process.getuid?.() === 0;
let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "tandem-lodging-"));
});
afterEach(() => rm(parent, { recursive: true }));

/** What the program says of itself when it is started as its user. */
async function versionIn(directory: string): Promise<{ folder: string; version: string }> {
  const lodging = await lodge(directory, path);
  const { stdout } = await execa(join(lodging.programs, "postgres"), ["--version"], {
    env: lodging.environment,
    extendEnv: false,
    cwd: lodging.folder,
    ...lodging.user,
  });
  expect((await stat(lodging.folder)).mode & 0o777).toBe(0o700);
  expect((await stat(lodging.folder)).uid === 0).toBe(false);
  await lodging.leave();
  expect(await readdir(lodging.folder).catch(() => "gone")).toBe("gone");
  return { folder: lodging.folder, version: stdout };
}

test("databases live in the rehearsal's directory, as somebody who is not root; what a killed one left is cleared away", async () => {
  await chmod(parent, 0o755);
  const directory = join(parent, "r1");
  const { databases } = await prepareDirectory(directory);
  await mkdir(join(databases, "data-left"), { recursive: true });
  const { folder, version } = await versionIn(directory);
  expect(folder).toBe(databases);
  expect(version).toMatch(/^postgres \(PostgreSQL\) \d+\.\d+/);
  // Nobody but the owner and, for root's sake, root's own group.
  expect((await stat(directory)).mode & 0o777).toBe(isRoot ? 0o710 : 0o700);
});

test("they live among the temporary files where root's directory is closed to everybody else", async () => {
  const { databases } = await prepareDirectory(join(parent, "closed", "r1"));
  await chmod(join(parent, "closed"), 0o700);
  const { folder } = await versionIn(join(parent, "closed", "r1"));
  expect(folder.startsWith(isRoot ? join(tmpdir(), "tandem-postgres-") : databases)).toBe(true);
});
