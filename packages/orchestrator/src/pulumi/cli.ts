import { join } from "node:path";
import { TandemError } from "@tandem/config";
import { projectName } from "@tandem/contracts";
import { execa } from "execa";
import { layerFolder } from "../layers.ts";
import type { LayerStack } from "../ports.ts";

/** Where the CLI runs, and with what. */
export interface CliOptions {
  readonly root: string;
  /** On top of this process's own environment (see `replaceProcessEnvironment`). */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs one command of the CLI in the stack's folder. Never throws because the command failed.
 * @param input what it reads; nothing by default
 */
export function runPulumi(
  { root, environment }: CliOptions,
  { contract }: Pick<LayerStack, "contract">,
  command: readonly string[],
  input?: string,
): Promise<{ readonly failed: boolean; readonly stdout: string; readonly stderr: string }> {
  const cwd = join(root, layerFolder({ contract }));
  const stdin = input === undefined ? { stdin: "ignore" as const } : { input };
  const options = { cwd, env: environment, reject: false, ...stdin } as const;
  return execa("pulumi", [...command, "--non-interactive", "--color", "never"], options);
}

/**
 * What a command prints that only reads; undefined when there is no such stack.
 * @throws TandemError `<what>-unreadable`
 */
export async function readPulumi(
  options: CliOptions,
  stack: LayerStack,
  what: string,
  command: readonly string[],
): Promise<string | undefined> {
  const { failed, stdout, stderr } = await runPulumi(options, stack, command);
  if (!failed) return stdout;
  if (stderr.includes("no stack named")) return undefined;
  throw new TandemError(
    `${what}-unreadable`,
    `the ${what} of ${projectName(stack.contract)}/${stack.stackName} cannot be read\n${indent(plain(stderr))}`,
    { kind: "deploy", hint: "./tandem doctor" },
  );
}

/** The engine marks colours inside messages as `<{%reset%}>`. */
export function plain(message: string): string {
  return message.replaceAll(/<\{%.*?%\}>/g, "").trim();
}

export function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
