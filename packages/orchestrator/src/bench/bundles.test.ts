import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleSizes } from "./bundles.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-bundles-"));
});
afterAll(() => rm(root, { recursive: true }));

it("measures the bundles, and nothing that is kept beside them", async () => {
  const code = { transaction: "export {};\n".repeat(100), latch: "export {};\n" };
  const write = async (path: string, text: string) => {
    const folder = join(root, "packages/handlers/dist", path);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "index.mjs"), text);
  };
  for (const [name, text] of Object.entries(code)) {
    await write(name, text);
    await write(`maps/${name}`, "{}");
    await mkdir(join(root, "packages/handlers/dist/made", name), { recursive: true });
  }
  expect(await bundleSizes(root)).toEqual([
    { name: "latch", bytes: 11, gzipBytes: gzipSync(code.latch).byteLength },
    { name: "transaction", bytes: 1100, gzipBytes: gzipSync(code.transaction).byteLength },
  ]);
});
