import { TandemError } from "@tandem/config";
import { execa } from "execa";

/** What differs from where this checkout left a branch, tag or commit. */
export interface ChangedFiles {
  /** The commit where it left it. */
  readonly base: string;
  /** Committed, uncommitted, deleted and new files, relative to the repository. */
  readonly files: readonly string[];
}

/**
 * What this checkout has that the commit which it shares with a reference does not have.
 * @throws TandemError `ref-unknown` when git does not know the reference, or no commit that both have
 */
export async function changedFiles(root: string, ref: string): Promise<ChangedFiles> {
  const git = (...args: readonly string[]) => execa("git", ["-C", root, ...args], { reject: false, stdin: "ignore" });
  const base = await git("merge-base", "--end-of-options", ref, "HEAD");
  if (base.failed) {
    const reason = base.stderr.trim() || "no commit in common";
    throw new TandemError("ref-unknown", `git cannot compare with ${JSON.stringify(ref)}: ${reason}`, {
      hint: `git fetch origin ${ref.replace(/^origin\//, "")}; in CI, check out with the whole history`,
    });
  }
  const commit = base.stdout.trim();
  const lists = await Promise.all([
    git("diff", "--name-only", "--no-renames", "-z", commit),
    git("ls-files", "--others", "--exclude-standard", "-z"),
  ]);
  const files = lists.flatMap(({ failed, stdout, stderr }) => {
    if (failed) throw new TandemError("git-failed", `git does not tell what changed: ${stderr.trim()}`);
    return stdout.split("\0").filter((file) => file !== "");
  });
  return { base: commit, files };
}
