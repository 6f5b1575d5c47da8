import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Layer } from "@tandem/contracts";
import {
  PulumiEngine,
  backendUrlOf,
  layersOf,
  openStateStore,
  recordRehearsal,
  rehearsalConfig,
  rehearsalsDirectory,
  removeRehearsal,
  replaceProcessEnvironment,
  repositoryRoot,
  sealDatabasePassword,
  writeEnvironmentFiles,
} from "@tandem/orchestrator";
import type { StateStore } from "@tandem/orchestrator";
import { startProvingGround } from "@tandem/rehearsal";
import { execa } from "execa";
import { onTerminal } from "./terminal.ts";
import type { Answer } from "./terminal.ts";

/**
 * An environment on an emulator of its own, its files written and its layers not made. The CLI finds it by
 * its name, as it finds a kept rehearsal.
 */
export interface Ground {
  readonly config: ReturnType<typeof rehearsalConfig>;
  readonly layers: readonly Layer[];
  readonly proving: Awaited<ReturnType<typeof startProvingGround>>;
  readonly store: StateStore;
  /** The rehearsal's folder: state, logs, and what else belongs to it. */
  readonly directory: string;
  /** The folder of the backend, where Tandem's own documents lie too. */
  readonly backend: string;
  layer(id: string): Layer;
  /** @param variables on top of the emulator's environment. @default none */
  engine(variables?: Readonly<Record<string, string>>): PulumiEngine;
  /**
   * Starts `tandem` on the environment: `tandem(["up", "--yes"])` is `tandem up <env> --yes`.
   * @param answer somebody sits at a terminal, and gives it to every such question. @default nobody can be asked
   */
  tandem(args: readonly [command: string, ...rest: string[]], answer?: Answer): ReturnType<typeof startTandem>;
  /** Stops the emulator, gives this process its environment back, and removes the reports of the environment. */
  stop(): Promise<void>;
}

export async function startGround(profile = "payments-us"): Promise<Ground> {
  const own = { ...process.env } as Record<string, string>;
  const config = rehearsalConfig(profile);
  const layers = layersOf(config);
  const directory = join(rehearsalsDirectory(repositoryRoot), config.environment);
  const logs = join(directory, "logs");
  await mkdir(logs, { recursive: true });
  await recordRehearsal(directory, config);
  const proving = await startProvingGround({ directory, id: config.environment });
  const { environment } = proving;
  replaceProcessEnvironment(environment);
  await writeEnvironmentFiles(repositoryRoot, layers, config);
  await sealDatabasePassword({ root: repositoryRoot, layers, config, environment });
  return {
    config,
    layers,
    proving,
    store: openStateStore({ url: backendUrlOf(repositoryRoot, environment), environment, stateHome: directory }),
    directory,
    backend: new URL(environment["PULUMI_BACKEND_URL"] ?? "").pathname,
    layer: (id) => {
      const found = layers.find((layer) => layer.id === id);
      if (found === undefined) throw new Error(`no layer ${id}`);
      return found;
    },
    engine: (variables = {}) =>
      new PulumiEngine({ root: repositoryRoot, environment: { ...environment, ...variables }, logs }),
    tandem: ([command, ...rest], answer) => startTandem([command, config.environment, ...rest], own, answer),
    stop: async () => {
      await proving.stop();
      replaceProcessEnvironment(own);
      await removeRehearsal(repositoryRoot, { directory, layers });
      await rm(join(repositoryRoot, "reports", config.environment), { recursive: true, force: true });
    },
  };
}

function startTandem(args: readonly string[], environment: Readonly<Record<string, string>>, answer?: Answer) {
  const command = [process.execPath, join(repositoryRoot, "packages", "cli", "src", "main.ts"), ...args] as const;
  const [file, ...rest] = answer === undefined ? command : onTerminal(answer, command);
  return execa(file, rest, {
    env: environment,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });
}
