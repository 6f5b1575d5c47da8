import { rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkout, launch } from "./checkout.ts";
import type { Checkout } from "./checkout.ts";
import { kept, pulumi } from "./fakes.ts";

/** The Pulumi CLI that a command finds, and its version. */
async function found(scratch: Checkout, env: Record<string, string> = {}): Promise<readonly string[]> {
  const { stdout } = await launch(scratch, ["exec", "sh", "-c", "command -v pulumi; pulumi version"], env);
  return stdout.split("\n");
}

const own = ({ cache }: Checkout) => [join(cache, "pulumi-3.259.0", "pulumi"), "v3.259.0"];

it.each(["3.258.9", "2.300.0"])("does not use Pulumi %s from PATH", async (version) => {
  const scratch = await checkout();
  await scratch.put(join(scratch.bin, "pulumi"), pulumi(version));
  expect(await found(scratch)).toEqual(own(scratch));
});

it.each(["3.259.0", "3.260.1", "4.0.0"])("uses Pulumi %s from PATH, and downloads none", async (version) => {
  const scratch = await checkout();
  const path = join(scratch.bin, "pulumi");
  await scratch.put(path, pulumi(version));
  expect(await found(scratch)).toEqual([path, `v${version}`]);
  expect(await scratch.calls()).toEqual(["npm", "pnpm", "venv", "pip"]);
});

it("notices a Pulumi that is gone from PATH", async () => {
  const scratch = await checkout();
  const path = join(scratch.bin, "pulumi");
  await scratch.put(path, pulumi("3.260.0"));
  await found(scratch);
  await rm(path);
  expect(await found(scratch)).toEqual(own(scratch));
});

it("notices a Pulumi that was downgraded", async () => {
  const scratch = await checkout();
  const path = join(scratch.bin, "pulumi");
  await scratch.put(path, pulumi("3.260.0"));
  await found(scratch);
  await scratch.put(`${path}.old`, pulumi("3.250.0"));
  await rename(`${path}.old`, path);
  expect(await found(scratch)).toEqual(own(scratch));
});

it("notices an older Pulumi that came in front on PATH", async () => {
  const scratch = await checkout();
  const path = join(scratch.bin, "pulumi");
  await scratch.put(path, pulumi("3.260.0"));
  await found(scratch);
  const front = join(scratch.folder, "home");
  await scratch.put(join(front, "pulumi"), pulumi("3.1.0"));
  expect(await found(scratch, { PATH: `${front}:${scratch.environment["PATH"]}` })).toEqual(own(scratch));
});

it("uses pnpm from PATH when it is new enough, and leaves PATH's own order alone", async () => {
  const scratch = await checkout();
  const [pnpm, ministack] = ["pnpm", "ministack"].map((name) => join(scratch.bin, name)) as [string, string];
  await scratch.put(pnpm, kept.pnpm);
  await scratch.put(ministack, "#!/bin/sh\necho an old one\n");
  const { stdout } = await launch(scratch, ["exec", "sh", "-c", "command -v pnpm; ministack"]);
  expect(stdout).toMatch(/\/own bin\/pnpm\nMiniStack in /);
  expect(await scratch.calls()).toEqual(["pnpm", "venv", "pip", "sums", "archive"]);
});

it.each([
  ["the pinned Node", "checkout", "node_modules/.bin/node", ["pnpm"]],
  ["pnpm in the cache", "cache", "pnpm-12.21.0", ["npm", "pnpm"]],
  ["Pulumi in the cache", "cache", "pulumi-3.259.0", ["pnpm", "sums", "archive"]],
] as const)("brings back %s when it is gone", async (_, where, path, calls) => {
  const scratch = await checkout();
  await launch(scratch);
  await scratch.calls();
  await rm(join(where === "cache" ? scratch.cache : scratch.root, path), { recursive: true });
  expect((await launch(scratch, ["exec", "pulumi"])).stdout).toBe("v3.259.0");
  expect(await scratch.calls()).toEqual(calls);
});

it("makes MiniStack's environment anew when its Python is gone", async () => {
  const scratch = await checkout();
  await launch(scratch);
  await scratch.calls();
  const { stdout } = await launch(scratch, ["exec", "sh", "-c", 'dirname "$(dirname "$(command -v ministack)")"']);
  const python = join(stdout, "bin", "python");
  await rm(python);
  await symlink(join(scratch.folder, "no python here"), python);
  expect((await launch(scratch, ["exec", "ministack"])).stdout).toContain("MiniStack in ");
  expect(await scratch.calls()).toEqual(["pnpm", "venv", "pip"]);
});
