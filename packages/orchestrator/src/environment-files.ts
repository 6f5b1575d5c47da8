import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TandemError, checkEnvironment, ConfigError, topologyOf } from "@tandem/config";
import type { EnvironmentConfig, EnvironmentInput } from "@tandem/config";
import { stackGraph, stacks } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { stringify } from "yaml";
import { layerFolder } from "./layers.ts";

/** What `tandem init` takes. */
export interface InitRequest extends EnvironmentInput {
  /** The repository. */
  readonly root: string;
  /** Replace files that exist. @default false: they are an error. */
  readonly force?: boolean;
}

/** What `tandem init` did. */
export interface InitResult {
  /** The files written, relative to the repository. */
  readonly files: readonly string[];
  readonly topologyDomain: string;
  /** The commands that come next. */
  readonly next: readonly string[];
}

const flags: Readonly<Record<string, string>> = {
  env: "--env",
  environmentSuffix: "--suffix",
  accountId: "--account",
  domain: "--domain",
  primaryRegion: "--primary-region",
  standbyRegion: "--standby-region",
  domainMode: "--domain-mode",
  parentZoneId: "--parent-zone",
  operatorArn: "--operator",
  alertEmails: "--alert-emails",
};

/** Placeholder that lets everything but the account be checked before the account is known. */
const NO_ACCOUNT = "000000000000";

/**
 * Writes `Pulumi.<stack>.yaml` for every layer of a new environment, or nothing.
 * @throws ConfigError with every problem; TandemError when files exist already
 */
export async function initEnvironment(request: InitRequest): Promise<InitResult> {
  const checked = checkEnvironment({ ...request, accountId: request.accountId ?? NO_ACCOUNT }, (key, example) =>
    key === "profile"
      ? `tandem init ${example} …`
      : `tandem init ${request.profile ?? "<profile>"} … ${flags[key] ?? `--${key}`} ${example}`,
  );
  if (!checked.ok) throw new ConfigError(checked.problems);
  const { config } = checked;
  const layers = layersOf(config);
  const existing = await existingFiles(request.root, layers);
  if (existing.length > 0 && request.force !== true) {
    throw new TandemError(
      "environment-exists",
      `the environment ${config.environment} has files already: ${existing.join(", ")}`,
      {
        hint: "choose another --env, or pass --force to replace them",
      },
    );
  }
  const written = { ...config, accountId: request.accountId };
  const files = await writeEnvironmentFiles(request.root, layers, written);
  const account =
    request.accountId === undefined
      ? [`pulumi -C stacks/shared config set -s ${config.environment} tandem:accountId <12 digits>`]
      : [];
  return {
    files,
    topologyDomain: config.domain,
    next: [...account, ...layers.map((layer) => firstUp(layer))],
  };
}

/** The layers of a checked environment, in rollout order. */
export function layersOf(config: EnvironmentConfig): readonly Layer[] {
  return stackGraph(stacks, topologyOf(config));
}

function firstUp(layer: Layer): string {
  const pulumi = `pulumi -C ${layerFolder(layer)}`;
  return `${pulumi} stack select --create ${layer.stackName} && ${pulumi} up`;
}

/** Writes every layer's file and returns them, relative to the repository. */
export async function writeEnvironmentFiles(
  root: string,
  layers: readonly Layer[],
  config: Omit<EnvironmentConfig, "accountId"> & { readonly accountId: string | undefined },
): Promise<readonly string[]> {
  return Promise.all(
    layers.map(async (layer) => {
      const file = environmentFile(layer);
      await writeFile(join(root, file), fileText(layer, config));
      return file;
    }),
  );
}

/** Removes every layer's file; one that is gone is no error. */
export async function removeEnvironmentFiles(root: string, layers: readonly Layer[]): Promise<void> {
  await Promise.all(layers.map((layer) => rm(join(root, environmentFile(layer)), { force: true })));
}

/** `stacks/<project>/Pulumi.<stack>.yaml` */
export function environmentFile(layer: Layer): string {
  return join(layerFolder(layer), `Pulumi.${layer.stackName}.yaml`);
}

function fileText(layer: Layer, config: Parameters<typeof writeEnvironmentFiles>[2]): string {
  if (layer.contract.project !== "shared") {
    return "# Everything this stack needs comes from the topology that tandem-shared publishes.\nconfig: {}\n";
  }
  const values = {
    profile: config.profile.name,
    environmentSuffix: config.environmentSuffix,
    accountId: config.accountId,
    domain: config.domain,
    domainMode: config.domainMode,
    parentZoneId: config.parentZoneId,
    primaryRegion: config.regions.primary,
    standbyRegion: config.regions.standby,
    operatorArn: config.operatorArn,
    alertEmails: config.alertEmails.length === 0 ? undefined : config.alertEmails.join(","),
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const written = { config: Object.fromEntries(given.map(([key, value]) => [`tandem:${key}`, value])) };
  return `# The environment: every other stack reads it from this stack's outputs.\n${stringify(written)}`;
}

async function existingFiles(root: string, layers: readonly Layer[]): Promise<string[]> {
  const found = await Promise.all(
    layers.map(async (layer) => {
      const file = environmentFile(layer);
      const text = await readFile(join(root, file), "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      return text === undefined ? [] : [file];
    }),
  );
  return found.flat();
}
