import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

const FILE = "file://";

/** The project whose Pulumi.yaml names the backend; all four name the same. */
const PROJECT = join("stacks", "shared");

const projectSchema = z.object({ backend: z.object({ url: z.string() }) });

/**
 * The backend that a `pulumi` in a stack's folder would use: `PULUMI_BACKEND_URL`, else `backend.url` of Pulumi.yaml.
 * A relative `file://` is one relative to the stacks' folders, and comes back absolute; other URLs come back as they are.
 * @param variables what the engine runs with, this process's own included
 */
export function backendUrlOf(root: string, variables: Readonly<Record<string, string | undefined>>): string {
  const folder = join(root, PROJECT);
  const given = variables["PULUMI_BACKEND_URL"];
  const url = given === undefined || given === "" ? projectUrl(folder) : given;
  return url.startsWith(FILE) ? pathToFileURL(fileBackendFolder(url, folder)).href : url;
}

/** The folder of a `file://` backend. Pulumi takes `~` and relative paths too, and options after a question mark. */
export function fileBackendFolder(url: string, relativeTo = "/"): string {
  const path = decodeURIComponent(url.slice(FILE.length).replace(/\?.*$/, ""));
  return path.startsWith("~") ? join(homedir(), path.slice(1)) : resolve(relativeTo, path);
}

function projectUrl(folder: string): string {
  return projectSchema.parse(parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8"))).backend.url;
}
