import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Runs the real `.ci/run` with a launcher that does as told; gives its lines, times left out, and its exit code. */
function runCi(launcher: string): { lines: string[]; status: number | null } {
  const root = mkdtempSync(join(tmpdir(), "tandem-ci-test-"));
  try {
    mkdirSync(join(root, ".ci"));
    cpSync(join(import.meta.dirname, "../.ci/run"), join(root, ".ci/run"));
    writeFileSync(join(root, "tandem"), `#!/bin/sh\n${launcher}\n`);
    chmodSync(join(root, "tandem"), 0o755);
    // From elsewhere: the script finds its own root.
    const { stdout, status } = spawnSync(join(root, ".ci/run"), [], { cwd: tmpdir(), encoding: "utf8" });
    return {
      lines: stdout
        .trimEnd()
        .replaceAll(/\d+ s$/gm, "N s")
        .split("\n"),
      status,
    };
  } finally {
    rmSync(root, { recursive: true });
  }
}

const stepsBefore = ["toolchain: ok, N s", "lint: ok, N s", "format: ok, N s", "types: ok, N s", "dead code: ok, N s"];

describe(".ci/run", () => {
  it("runs every step by the launcher and ends with the tests' counts", () => {
    const { lines, status } = runCi(
      'echo "$*"; case $1 in test) echo "some test output"; echo "12 passed, 0 failed";; esac',
    );
    expect(lines).toEqual([
      "exec true",
      "toolchain: ok, N s",
      "exec pnpm --silent run lint",
      "lint: ok, N s",
      "exec pnpm --silent run format:check",
      "format: ok, N s",
      "exec pnpm --silent run types",
      "types: ok, N s",
      "exec pnpm --silent run dead-code",
      "dead code: ok, N s",
      "test",
      "some test output",
      "tests: ok, N s",
      "12 passed, 0 failed",
    ]);
    expect(status).toBe(0);
  });

  it("goes on after failed steps and counts each as one failed", () => {
    const { lines, status } = runCi(`case "$*" in
      *lint|*types) echo "found something" >&2; exit 1 ;;
      test) echo "12 passed, 3 failed"; exit 1 ;;
    esac`);
    expect(lines).toEqual([
      "toolchain: ok, N s",
      "lint: FAILED, N s",
      "format: ok, N s",
      "types: FAILED, N s",
      "dead code: ok, N s",
      "tests: FAILED, N s",
      "12 passed, 5 failed",
    ]);
    expect(status).toBe(1);
  });

  it("fails for one failed step although all tests pass", () => {
    const { lines, status } = runCi(`case "$*" in
      *dead-code) exit 1 ;;
      test) echo "12 passed, 0 failed" ;;
    esac`);
    expect(lines.at(-1)).toBe("12 passed, 1 failed");
    expect(status).toBe(1);
  });

  it.each([
    ["ends red without a failed one", 'echo "12 passed, 0 failed"; exit 1', "12 passed, 1 failed"],
    ["dies without its counts", "exit 139", "0 passed, 1 failed"],
  ])("counts one failed when the test run %s", (_, test, last) => {
    const { lines, status } = runCi(`case "$*" in test) ${test} ;; esac`);
    expect(lines).toEqual([...stepsBefore, "tests: FAILED, N s", last]);
    expect(status).toBe(1);
  });

  it("does not take silence for success", () => {
    const { lines, status } = runCi("exit 0");
    expect(lines).toEqual([...stepsBefore, "tests: ok, N s", "0 passed, 1 failed"]);
    expect(status).toBe(1);
  });

  it("stops at once without a toolchain", () => {
    const { lines, status } = runCi("exit 1");
    expect(lines).toEqual(["toolchain: FAILED, N s", "0 passed, 1 failed"]);
    expect(status).toBe(1);
  });
});
