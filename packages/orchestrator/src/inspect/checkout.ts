import { globSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";
import { z } from "zod";

const manifestSchema = z.object({ name: z.string() });

/**
 * Runs something on the files of a commit, in a folder of their own that is removed afterwards. The packages of the
 * workspace find each other there, and nothing else. Neither the repository's index nor its list of worktrees changes.
 */
export async function atCommit<T>(root: string, commit: string, run: (checkout: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "tandem-commit-"));
  try {
    const checkout = join(folder, "checkout");
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    await execa("git", ["-C", root, "read-tree", commit], { env, stdin: "ignore" });
    await execa("git", ["-C", root, "checkout-index", "--all", `--prefix=${checkout}/`], { env, stdin: "ignore" });
    await linkPackages(checkout);
    return await run(checkout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes the workspace's packages importable by their names, as an installation does. */
export async function linkPackages(checkout: string): Promise<void> {
  for (const manifest of globSync("packages/*/package.json", { cwd: checkout })) {
    const { name } = manifestSchema.parse(JSON.parse(await readFile(join(checkout, manifest), "utf8")));
    const link = join(checkout, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join("..", "..", "packages", basename(dirname(manifest))), link);
  }
}
