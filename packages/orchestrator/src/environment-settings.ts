import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, TandemError, checkEnvironment } from "@tandem/config";
import type { ConfigProblem, EnvironmentConfig } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { parse } from "yaml";
import { z } from "zod";
import { environmentFile, layersOf } from "./environment-files.ts";

/** What a stack's own file says about its secrets. */
export interface StackSettings {
  /** The layer's id. */
  readonly layer: string;
  /** `awskms://…`, `passphrase`; undefined before the stack was made, and where the backend has its own. */
  readonly secretsProvider: string | undefined;
}

/** An environment as the files in the stacks' folders describe it. */
export type EnvironmentSettings =
  | { readonly ok: true; readonly config: EnvironmentConfig; readonly stacks: readonly StackSettings[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

const fileSchema = z.object({
  secretsprovider: z.string().optional(),
  encryptionsalt: z.string().optional(),
  config: z.record(z.string(), z.unknown()).default({}),
});

/** @throws TandemError when the environment has no file */
export async function readEnvironment(root: string, environment: string): Promise<EnvironmentSettings> {
  const file = join("stacks", "shared", `Pulumi.${environment}.yaml`);
  const shared = await readSettings(join(root, file));
  if (shared === undefined) {
    throw new TandemError("environment-unknown", `there is no environment ${environment}: ${file} does not exist`, {
      hint: `./tandem init payments-us --env ${environment} --suffix ${environment}`,
    });
  }
  const value = (key: string): string | undefined => {
    const found = shared.config[`tandem:${key}`];
    return found === undefined ? undefined : z.coerce.string().parse(found);
  };
  const checked = checkEnvironment({
    environment,
    profile: value("profile"),
    environmentSuffix: value("environmentSuffix"),
    accountId: value("accountId"),
    domain: value("domain"),
    primaryRegion: value("primaryRegion"),
    standbyRegion: value("standbyRegion"),
    domainMode: value("domainMode"),
    parentZoneId: value("parentZoneId"),
    delegated: value("delegated"),
    operatorArn: value("operatorArn"),
    alertEmails: value("alertEmails"),
    retention: value("retention"),
    databaseEngineVersion: value("databaseEngineVersion"),
  });
  if (!checked.ok) return checked;
  const stacks = await Promise.all(
    layersOf(checked.config).map(async (layer): Promise<StackSettings> => {
      const settings = await readSettings(join(root, environmentFile(layer)));
      const salted = settings?.encryptionsalt === undefined ? undefined : "passphrase";
      return { layer: layer.id, secretsProvider: settings?.secretsprovider ?? salted };
    }),
  );
  return { ok: true, config: checked.config, stacks };
}

/**
 * The environment that the files describe, with its layers in rollout order.
 * @throws ConfigError with every problem; TandemError when the environment has no file
 */
export async function loadEnvironment(
  root: string,
  environment: string,
): Promise<{ readonly config: EnvironmentConfig; readonly layers: readonly Layer[] }> {
  const settings = await readEnvironment(root, environment);
  if (!settings.ok) throw new ConfigError(settings.problems);
  return { config: settings.config, layers: layersOf(settings.config) };
}

/** The secrets provider that a stack's own file names; undefined where it names none, or there is no file. */
export async function secretsProviderOf(file: string): Promise<string | undefined> {
  return (await readSettings(file))?.secretsprovider;
}

async function readSettings(file: string): Promise<z.infer<typeof fileSchema> | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : fileSchema.parse(parse(text) ?? {});
}
