import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TandemError } from "@tandem/config";
import type { AwsPlugin } from "@tandem/orchestrator/ports";
import { execa } from "execa";
import * as z from "zod";
import { standInPluginFolder } from "./folder.ts";

export interface AwsPluginOptions {
  /** The caller's own environment: his PULUMI_HOME, and his way to the network. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/**
 * The folder that holds `pulumi-resource-aws` for a rehearsal, which goes first on PATH. The official plugin is installed
 * by Pulumi where it is missing, in the user's own PULUMI_HOME, before anything of the rehearsal starts.
 * @throws TandemError when the official plugin cannot be had
 */
export async function awsPluginFolder(plugin: AwsPlugin, options: AwsPluginOptions): Promise<string> {
  return plugin === "stand-in" ? standInPluginFolder : officialPluginFolder(await officialPluginVersion(), options);
}

/** The version of the official plugin that the programs' `@pulumi/aws` goes with. */
export async function officialPluginVersion(): Promise<string> {
  const manifest = fileURLToPath(import.meta.resolve("@pulumi/aws/package.json"));
  const { pulumi } = manifestSchema.parse(JSON.parse(await readFile(manifest, "utf8")));
  return pulumi.version;
}

const manifestSchema = z.object({ pulumi: z.object({ version: z.string() }) });

/** Where Pulumi keeps this version of the official plugin; undefined when it is not installed, or not completely. */
export async function installedPluginFolder(
  version: string,
  environment: AwsPluginOptions["environment"],
): Promise<string | undefined> {
  const home = environment["PULUMI_HOME"] ?? join(environment["HOME"] ?? homedir(), ".pulumi");
  const folder = join(home, "plugins", `resource-aws-v${version}`);
  // Pulumi marks an installation that did not finish by a file beside the folder.
  const complete =
    (await exists(join(folder, "pulumi-resource-aws"), constants.X_OK)) &&
    !(await exists(`${folder}.partial`, constants.F_OK));
  return complete ? folder : undefined;
}

async function officialPluginFolder(version: string, { environment, signal }: AwsPluginOptions): Promise<string> {
  const installed = await installedPluginFolder(version, environment);
  if (installed !== undefined) return installed;
  const { failed, stderr } = await execa("pulumi", ["plugin", "install", "resource", "aws", version], {
    env: environment,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  const folder = failed ? undefined : await installedPluginFolder(version, environment);
  if (folder !== undefined) return folder;
  const reason = stderr.trim().split("\n").at(-1) ?? "";
  throw new TandemError("plugin-unavailable", `the official aws plugin ${version} cannot be had: ${reason}`, {
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
