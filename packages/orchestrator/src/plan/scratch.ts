import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectName } from "@tandem/contracts";
import { environmentFile } from "../environment-files.ts";
import type { LayerStack } from "../ports.ts";
import { readPulumi } from "../pulumi/cli.ts";
import type { CliOptions } from "../pulumi/cli.ts";
import { exportState } from "../pulumi/state-file.ts";
import { unlessGone } from "../state/file-documents.ts";
import { throwAwayCipher } from "./cipher.ts";
import type { PassphraseCipher } from "./cipher.ts";
import { hasSecrets, scratchConfig } from "./scratch-config.ts";
import { makeScratchFolder, removeLeftFolders } from "./scratch-folder.ts";
import { deployedStack, parseExport, stackFile, withOutputs } from "./scratch-state.ts";
import type { DeployedStack, StackFile } from "./scratch-state.ts";

/**
 * A file backend in a temporary folder that stands in for the real one during previews. Everything secret in it is
 * encrypted with a passphrase that only this process knows; the real backend and the stacks' folders are only read.
 */
export class Scratch {
  readonly folder: string;
  readonly #source: CliOptions;
  readonly #cipher: PassphraseCipher;
  readonly #files = new Map<string, StackFile>();

  private constructor(source: CliOptions, folder: string, cipher: PassphraseCipher) {
    this.#source = source;
    this.folder = folder;
    this.#cipher = cipher;
  }

  /** @param source where the real states are read, and with what */
  static async open(source: CliOptions): Promise<Scratch> {
    await removeLeftFolders();
    const [folder, cipher] = await Promise.all([makeScratchFolder(), throwAwayCipher()]);
    return new Scratch(source, folder, cipher);
  }

  /** What an engine runs with to work here. */
  get environment(): Readonly<Record<string, string>> {
    return {
      ...this.#source.environment,
      PULUMI_BACKEND_URL: this.#url,
      // The engine asks for this one before PULUMI_CONFIG_PASSPHRASE_FILE, which may be set for the real backend.
      PULUMI_CONFIG_PASSPHRASE: this.#cipher.passphrase,
    };
  }

  /** The file that has a stack's settings and configuration here. */
  configFile(stack: LayerStack): string {
    return join(this.folder, "config", `${projectName(stack.contract)}.${stack.stackName}.yaml`);
  }

  /** Where the engine saves its plan of a stack. */
  planFile(stack: LayerStack): string {
    return join(this.folder, "plans", `${projectName(stack.contract)}.${stack.stackName}.json`);
  }

  /** Copies a stack's state and configuration. @throws TandemError when either cannot be read */
  async fill(stack: LayerStack): Promise<DeployedStack> {
    const state = await exportState(this.#source, stack, { showSecrets: true });
    const exported = state === undefined ? undefined : parseExport(state);
    await this.#write(stack, stackFile(stack, exported, this.#cipher));
    await this.#copyConfig(stack);
    await mkdir(dirname(this.planFile(stack)), { recursive: true });
    return deployedStack(exported);
  }

  /** Lets the stack's consumers read these outputs from now on. */
  async predict(stack: LayerStack, outputs: Readonly<Record<string, unknown>>): Promise<void> {
    const file = this.#files.get(this.#stateFile(stack)) ?? stackFile(stack, undefined, this.#cipher);
    await this.#write(stack, withOutputs(stack, file, outputs));
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  get #url(): string {
    return pathToFileURL(join(this.folder, "state")).href;
  }

  #stateFile(stack: LayerStack): string {
    const file = join(projectName(stack.contract), `${stack.stackName}.json`);
    return join(this.folder, "state", ".pulumi", "stacks", file);
  }

  async #write(stack: LayerStack, content: StackFile): Promise<void> {
    const file = this.#stateFile(stack);
    this.#files.set(file, content);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(join(this.folder, "state", ".pulumi", "meta.yaml"), "version: 1\n");
    await writeFile(file, JSON.stringify(content));
  }

  async #copyConfig(stack: LayerStack): Promise<void> {
    // A stack without settings of its own needs no file.
    const text = (await unlessGone(readFile(join(this.#source.root, environmentFile(stack)), "utf8"))) ?? "";
    const plain = hasSecrets(text) ? await this.#plainConfig(stack) : undefined;
    const file = this.configFile(stack);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, scratchConfig(text, plain, projectName(stack.contract), this.#cipher));
  }

  /** A stack that was never made has its secrets from a provider that does not ask the backend: any will do then. */
  async #plainConfig(stack: LayerStack): Promise<string | undefined> {
    const command = ["config", "--json", "--show-secrets", "--stack", stack.stackName];
    const here = { ...this.#source.environment, PULUMI_BACKEND_URL: this.#url };
    return (
      (await readPulumi(this.#source, stack, "configuration", command)) ??
      (await readPulumi({ ...this.#source, environment: here }, stack, "configuration", command))
    );
  }
}
