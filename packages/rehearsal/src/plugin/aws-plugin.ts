import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TandemError } from "@tandem/config";
import type { AwsPlugin } from "@tandem/orchestrator/ports";
import { execa } from "execa";
import * as z from "zod";
import { awsxStandInFolder } from "../awsx/folder.ts";
import { standInPluginFolder } from "./folder.ts";

/** Pulumi's plugins that the programs use. */
export const officialPlugins = ["aws", "awsx"] as const;
export type OfficialPlugin = (typeof officialPlugins)[number];

export interface AwsPluginOptions {
  /** The caller's own environment: his PULUMI_HOME, and his way to the network. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/**
 * The folders that hold `pulumi-resource-aws` and `pulumi-resource-awsx` for a rehearsal, which go first on PATH: both
 * stand-ins, or both official ones. These are installed by Pulumi where they are missing, in the user's own PULUMI_HOME,
 * before anything of the rehearsal starts.
 * @throws TandemError when an official plugin cannot be had
 */
export async function awsPluginFolders(plugin: AwsPlugin, options: AwsPluginOptions): Promise<readonly string[]> {
  if (plugin === "stand-in") return [standInPluginFolder, awsxStandInFolder];
  const folders: string[] = [];
  for (const name of officialPlugins) folders.push(await officialPluginFolder(name, options));
  return folders;
}

/** The version of an official plugin that the programs' package goes with: `@pulumi/aws` for `aws`. */
export async function officialPluginVersion(name: OfficialPlugin): Promise<string> {
  const manifest = fileURLToPath(import.meta.resolve(`@pulumi/${name}/package.json`));
  const { pulumi } = manifestSchema.parse(JSON.parse(await readFile(manifest, "utf8")));
  return pulumi.version;
}

const manifestSchema = z.object({ pulumi: z.object({ version: z.string() }) });

/** Where Pulumi keeps this version of an official plugin; undefined when it is not installed, or not completely. */
export async function installedPluginFolder(
  name: OfficialPlugin,
  version: string,
  environment: AwsPluginOptions["environment"],
): Promise<string | undefined> {
  const home = environment["PULUMI_HOME"] ?? join(environment["HOME"] ?? homedir(), ".pulumi");
  const folder = join(home, "plugins", `resource-${name}-v${version}`);
  // Pulumi marks an installation that did not finish by a file beside the folder.
  const complete =
    (await exists(join(folder, `pulumi-resource-${name}`), constants.X_OK)) &&
    !(await exists(`${folder}.partial`, constants.F_OK));
  return complete ? folder : undefined;
}

async function officialPluginFolder(name: OfficialPlugin, { environment, signal }: AwsPluginOptions): Promise<string> {
  const version = await officialPluginVersion(name);
  const installed = await installedPluginFolder(name, version, environment);
  if (installed !== undefined) return installed;
  const { failed, stderr } = await execa("pulumi", ["plugin", "install", "resource", name, version], {
    env: environment,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  const folder = failed ? undefined : await installedPluginFolder(name, version, environment);
  if (folder !== undefined) return folder;
  const reason = stderr.trim().split("\n").at(-1) ?? "";
  throw new TandemError("plugin-unavailable", `the official ${name} plugin ${version} cannot be had: ${reason}`, {
    kind: "deploy",
    hint: "rehearse with the stand-in, ./tandem rehearse payments-us, or where there is a network: ./tandem rehearse payments-us --plugin official",
  });
}

function exists(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
