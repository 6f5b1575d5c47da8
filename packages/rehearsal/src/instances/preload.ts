import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync, stop } from "esbuild";

const source = fileURLToPath(new URL("instance-main.ts", import.meta.url));

/** Writes the preload of instances into a folder as JavaScript, and returns the file. */
export function writePreload(folder: string): string {
  const outfile = join(folder, "instance.mjs");
  buildSync({ entryPoints: [source], outfile, bundle: true, format: "esm", platform: "node", logLevel: "silent" });
  // Its service would stay, with 100 MB, as long as this process.
  void stop();
  return outfile;
}
