import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { topologyOf } from "@tandem/config";
import { stackGraph, stacks } from "@tandem/contracts";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { affectedSince } from "./affected-since.ts";
import { atCommit, linkPackages } from "./checkout.ts";

let root: string;
const git = (...args: readonly string[]) =>
  execa("git", ["-C", root, "-c", "user.name=a", "-c", "user.email=a@b.co", "-c", "commit.gpgsign=false", ...args]);
const write = async (file: string, text: string) => {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-checkout-"));
  await git("init", "--initial-branch=main");
  await write("pnpm-lock.yaml", "lockfileVersion: 9\n");
  await write("packages/components/package.json", '{"name":"@tandem/components","exports":"./index.ts"}');
  await write("packages/components/index.ts", "export const zone = 1;\nexport const records = 1;\n");
  for (const stack of ["shared", "global", "primary-region"]) await write(`stacks/${stack}/package.json`, "{}");
  await write("stacks/shared/index.ts", "export default 1;\n");
  await write("stacks/global/index.ts", 'import { zone } from "@tandem/components";\nexport default zone;\n');
  await write(".gitignore", "node_modules/\n");
  await linkPackages(root);
  await git("add", "--all");
  await git("commit", "--message", "first");
});
afterEach(() => rm(root, { recursive: true }));

it("has the files of the commit, whatever the work tree has, and leaves nothing behind", async () => {
  await write("stacks/shared/index.ts", "export default 2;\n");
  await git("add", "--all");
  const seen = await atCommit(root, "HEAD", async (checkout) => ({
    checkout,
    text: await readFile(join(checkout, "stacks/shared/index.ts"), "utf8"),
    linked: await readFile(join(checkout, "node_modules/@tandem/components/index.ts"), "utf8"),
  }));
  expect(seen.text).toBe("export default 1;\n");
  expect(seen.linked).toContain("zone");
  expect(existsSync(seen.checkout)).toBe(false);
  expect((await git("status", "--porcelain")).stdout).toBe("M  stacks/shared/index.ts");
});

it("leaves nothing behind when what runs on it fails", async () => {
  let folder = "";
  const run = atCommit(root, "HEAD", async (checkout) => {
    folder = checkout;
    throw new Error("no");
  });
  await expect(run).rejects.toThrow("no");
  expect(existsSync(folder)).toBe(false);
});

it("shows which layers a change affects, also where a layer was not there before", async () => {
  const all = stackGraph(stacks, topologyOf(rehearsalConfig("payments-us")));
  const layers = all.filter(({ id }) => id === "shared" || id === "global/foundation" || id === "primary-region");
  await write("packages/components/index.ts", "export const zone = 1;\nexport const records = 2;\n");
  expect([...(await affectedSince(root, layers, "HEAD"))]).toEqual([]);
  await write("packages/components/index.ts", "export const zone = 2;\nexport const records = 2;\n");
  expect([...(await affectedSince(root, layers, "HEAD"))]).toEqual([
    ["global/foundation", { reason: "changed", files: ["packages/components/index.ts"] }],
    ["primary-region", { reason: "upstream", layers: ["global/foundation"] }],
  ]);
  await write("stacks/primary-region/index.ts", "export default 3;\n");
  expect((await affectedSince(root, layers, "HEAD")).get("primary-region")).toEqual({
    reason: "changed",
    files: ["stacks/primary-region/index.ts"],
  });
});
