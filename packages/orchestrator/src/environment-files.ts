import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TandemError, checkEnvironment, ConfigError, topologyOf } from "@tandem/config";
import type { ConfigProblem, EnvironmentConfig, EnvironmentInput, FixFor } from "@tandem/config";
import { stackGraph, stacks } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { stringify } from "yaml";
import { sealDatabasePassword } from "./database-password.ts";
import { layerFolder } from "./layers.ts";
import type { LayerStack } from "./ports.ts";

/** What `tandem init` takes. */
export interface InitRequest extends EnvironmentInput {
  /** The repository. */
  readonly root: string;
  /** What encrypts the stacks' secrets, as `pulumi stack init --secrets-provider` takes it. @default a passphrase */
  readonly secretsProvider?: string | undefined;
  /** Replace files that exist. @default false: they are an error. */
  readonly force?: boolean;
}

/** What goes into an environment's files. */
export type WrittenEnvironment = Omit<EnvironmentConfig, "accountId"> & {
  readonly accountId: string | undefined;
  /** @default none: the engine takes a passphrase */
  readonly secretsProvider?: string | undefined;
};

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
  retention: "--retention",
  databaseEngineVersion: "--database-engine-version",
  secretsProvider: "--secrets-provider",
};

/** Placeholder that lets everything but the account be checked before the account is known. */
const NO_ACCOUNT = "000000000000";

/**
 * Writes `Pulumi.<stack>.yaml` for every layer of a new environment, or nothing; with the first password of its database, where
 * it has one, encrypted in two of them.
 * @param seal leaves the password there
 * @throws ConfigError with every problem; TandemError when files exist already, or the password cannot be encrypted
 */
export async function initEnvironment(
  request: InitRequest,
  seal: typeof sealDatabasePassword = sealDatabasePassword,
): Promise<InitResult> {
  const { secretsProvider } = request;
  const fixFor: FixFor = (key, example) =>
    key === "profile"
      ? `tandem init ${example} …`
      : `tandem init ${request.profile ?? "<profile>"} … ${flags[key] ?? `--${key}`} ${example}`;
  const checked = checkEnvironment({ ...request, accountId: request.accountId ?? NO_ACCOUNT }, fixFor);
  const problems = [...(checked.ok ? [] : checked.problems), ...secretsProviderProblems(secretsProvider, fixFor)];
  if (!checked.ok || problems.length > 0) throw new ConfigError(problems);
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
  const written = { ...config, accountId: request.accountId, secretsProvider };
  const files = await writeEnvironmentFiles(request.root, layers, written);
  try {
    await seal({ root: request.root, layers, config, secretsProvider, environment: {} });
  } catch (error) {
    await removeEnvironmentFiles(request.root, layers);
    throw error;
  }
  const account =
    request.accountId === undefined
      ? [`pulumi -C stacks/shared config set -s ${config.environment} tandem:accountId <12 digits>`]
      : [];
  return {
    files,
    topologyDomain: config.domain,
    next: [...account, ...layers.map((layer) => firstUp(layer, secretsProvider))],
  };
}

/** The layers of a checked environment, in rollout order. */
export function layersOf(config: EnvironmentConfig): readonly Layer[] {
  return stackGraph(stacks, topologyOf(config));
}

/** The engine does not look into the stack's file for the provider when it makes the stack. */
function firstUp(layer: Layer, secretsProvider: string | undefined): string {
  const pulumi = `pulumi -C ${layerFolder(layer)}`;
  const secrets = secretsProvider === undefined ? "" : ` --secrets-provider '${secretsProvider}'`;
  return `${pulumi} stack select --create ${layer.stackName}${secrets} && ${pulumi} up`;
}

/** What Pulumi knows by these names. Source: Pulumi "Secrets", "Available encryption providers". */
const PROVIDER = /^(default|passphrase|(awskms|azurekeyvault|gcpkms|hashivault):\/\/[^\s']+)$/;

function secretsProviderProblems(value: string | undefined, fixFor: FixFor): readonly ConfigProblem[] {
  if (value === undefined || PROVIDER.test(value)) return [];
  const legal = "default | passphrase | awskms://…, azurekeyvault://…, gcpkms://…, hashivault://…";
  return [
    { key: "secretsProvider", value, legal, fix: fixFor("secretsProvider", "awskms:///alias/acme-tandem-state") },
  ];
}

/** Writes every layer's file and returns them, relative to the repository. */
export async function writeEnvironmentFiles(
  root: string,
  layers: readonly Layer[],
  config: WrittenEnvironment,
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
export function environmentFile(layer: LayerStack): string {
  return join(layerFolder(layer), `Pulumi.${layer.stackName}.yaml`);
}

function fileText(layer: Layer, config: WrittenEnvironment): string {
  const secrets = config.secretsProvider === undefined ? {} : { secretsprovider: config.secretsProvider };
  if (layer.contract.project !== "shared") {
    const empty = stringify({ ...secrets, config: {} });
    return `# Everything this stack needs comes from the topology that tandem-shared publishes.\n${empty}`;
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
    retention: config.retention === config.profile.retention ? undefined : config.retention,
    databaseEngineVersion:
      config.databaseEngineVersion === config.profile.database?.engineVersion
        ? undefined
        : config.databaseEngineVersion,
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const written = { ...secrets, config: Object.fromEntries(given.map(([key, value]) => [`tandem:${key}`, value])) };
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
