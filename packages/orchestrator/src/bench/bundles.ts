import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { BenchReport } from "./report.ts";

/**
 * The sizes of the handlers that the last rollout bundled, `packages/handlers/dist/<name>/index.mjs`, in the order of their
 * names. Each has left a source map of its name in `dist/maps`, and nothing else is there.
 */
export async function bundleSizes(root: string): Promise<BenchReport["handler"]["bundles"]> {
  const dist = join(root, "packages", "handlers", "dist");
  const names = (await readdir(join(dist, "maps"))).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const code = await readFile(join(dist, name, "index.mjs"));
      return { name, bytes: code.byteLength, gzipBytes: (await promisify(gzip)(code)).byteLength };
    }),
  );
}
