import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { TandemError, databasePasswordKey, databasePasswordLayers } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import { projectName } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { indent, plain, runPulumi } from "./pulumi/cli.ts";

export interface SealOptions {
  /** The repository. */
  readonly root: string;
  readonly layers: readonly Layer[];
  readonly config: Pick<EnvironmentConfig, "profile">;
  /** What encrypts the stacks' secrets. @default a passphrase */
  readonly secretsProvider?: string | undefined;
  /** What the engine runs with, beside this process's own environment: a passphrase, or what reaches the provider. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Draws the first password of an environment's database, and leaves it encrypted in the files of the stacks that make the
 * database with it, which must be there. Nobody is told it, and no command line has it. Without a database nothing happens.
 *
 * The engine encrypts for a stack that its backend has: here a backend that lasts as long as this does, so that none is needed
 * yet. A stack that is made with the file later keeps to the file's encryption.
 * @throws TandemError `password-not-sealed` where the engine cannot encrypt: without a passphrase, or without the key's service
 */
export async function sealDatabasePassword({ config, layers, ...options }: SealOptions): Promise<void> {
  if (config.profile.database === undefined) return;
  const backend = await mkdtemp(join(tmpdir(), "tandem-seal-"));
  // 32 letters, digits, - and _: RDS takes 8 to 128 printable characters without / @ " and spaces.
  const password = randomBytes(24).toString("base64url");
  try {
    for (const layer of layers.filter(({ id }) => databasePasswordLayers.includes(id))) {
      await seal(layer, password, backend, options);
    }
  } finally {
    await rm(backend, { recursive: true, force: true });
  }
}

async function seal(
  layer: Layer,
  password: string,
  backend: string,
  { root, secretsProvider, environment }: Pick<SealOptions, "root" | "secretsProvider" | "environment">,
): Promise<void> {
  const cli = { root, environment: { ...environment, PULUMI_BACKEND_URL: pathToFileURL(backend).href } };
  const stack = ["--stack", layer.stackName];
  const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
  const made = await runPulumi(cli, layer, ["stack", "init", "--no-select", ...stack, ...provider]);
  const set = ["config", "set", "--secret", `tandem:${databasePasswordKey}`, ...stack];
  const { failed, stderr } = made.failed ? made : await runPulumi(cli, layer, set, password);
  if (!failed) return;
  throw new TandemError(
    "password-not-sealed",
    `the password of the database cannot be encrypted for ${projectName(layer.contract)}/${layer.stackName}\n${indent(plain(stderr))}`,
    { hint: "export PULUMI_CONFIG_PASSPHRASE_FILE=<file with the environment's passphrase>" },
  );
}
