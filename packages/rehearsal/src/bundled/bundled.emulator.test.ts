import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { build } from "./build.ts";
import { bundlePath, isCurrent } from "./made.ts";

let directory: string;
let path: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-bundled-"));
  path = join(directory, "main.mjs");
  build(path);
});
afterAll(() => rm(directory, { recursive: true }));

/** The first line that the plugin prints: its port. */
async function firstLine(): Promise<string> {
  const plugin = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url)), "127.0.0.1:1"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  for await (const chunk of plugin.stdout.setEncoding("utf8")) {
    plugin.stdin.end();
    return String(chunk);
  }
  throw new Error("the plugin has printed nothing");
}

it("serves from its bundle, which is kept as long as its sources are the same", async () => {
  expect(await firstLine()).toMatch(/^\d+\n$/);
  const { mtimeMs } = statSync(bundlePath);
  expect(await firstLine()).toMatch(/^\d+\n$/);
  expect({ current: isCurrent(bundlePath), mtimeMs: statSync(bundlePath).mtimeMs }).toEqual({ current: true, mtimeMs });
});

it("is current as it was built, and not where there is none", () => {
  expect(isCurrent(path)).toBe(true);
  expect(isCurrent(`${path}.gone`)).toBe(false);
});

it.each([
  ["made of other sources", (text: string) => text.replace(/"(src\/[^"]+)":"[0-9a-f]{8}/, '"$1":"00000000')],
  ["made of a source that is gone", (text: string) => text.replace('"src/plugin/main.ts"', '"src/plugin/gone.ts"')],
  ["without a record", (text: string) => text.slice(text.indexOf("\n") + 1)],
  ["with half a record", (text: string) => `//{"src\n${text.slice(text.indexOf("\n") + 1)}`],
])("is not current when it is %s", (_, change) => {
  const changed = `${path}.changed`;
  writeFileSync(changed, change(readFileSync(path, "utf8")));
  expect(isCurrent(changed)).toBe(false);
});
