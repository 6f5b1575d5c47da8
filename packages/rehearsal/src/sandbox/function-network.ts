import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync, stop } from "esbuild";
import { networkVariable } from "./function-source.ts";
import type { FunctionNetwork } from "./function-source.ts";

const preload = fileURLToPath(new URL("function-network-main.ts", import.meta.url));

/**
 * Writes the preload of functions into a folder as JavaScript, which costs a cold start some milliseconds where TypeScript
 * costs 40 ms of CPU, and returns the variables that have every Node.js process below load it.
 */
export function functionNetwork(folder: string, network: FunctionNetwork): Record<string, string> {
  const outfile = join(folder, "function-network.mjs");
  buildSync({ entryPoints: [preload], outfile, bundle: true, format: "esm", platform: "node", logLevel: "silent" });
  // Its service would stay, with 100 MB, as long as this process.
  void stop();
  return {
    NODE_OPTIONS: `--import=${pathToFileURL(outfile).href}`,
    [networkVariable]: JSON.stringify(network),
  };
}
