import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectName } from "@tandem/contracts";
import { z } from "zod";
import type { LayerStack } from "../ports.ts";
import { backendUrlOf, fileBackendFolder } from "../state/backend-url.ts";
import { unlessGone } from "../state/file-documents.ts";
import { readPulumi } from "./cli.ts";
import type { CliOptions } from "./cli.ts";
import { SECRET } from "./secrets.ts";

/** What a file backend keeps of a stack, as far as an export has it too. */
const fileSchema = z.object({
  version: z.number(),
  features: z.array(z.string()).optional(),
  checkpoint: z.object({ latest: z.looseObject({}) }),
});

export interface ExportOptions {
  /** Secrets in clear. @default false: as the state has them, encrypted */
  readonly showSecrets?: boolean;
}

/**
 * What `pulumi stack export` prints, parsed; undefined when there is no such stack. The file of a file backend holds the
 * same and is read in its place, which saves the CLI's start, unless secrets are to be decrypted; the backend replaces
 * it as a whole. Where there is none of the usual name, the CLI is asked: the stack is not there, or kept otherwise.
 * @throws TandemError `state-unreadable`
 */
export async function exportState(
  options: CliOptions,
  stack: LayerStack,
  { showSecrets = false }: ExportOptions = {},
): Promise<unknown> {
  const kept = await readStateFile(options, stack, showSecrets);
  if (kept !== undefined) return kept;
  const secrets = showSecrets ? ["--show-secrets"] : [];
  const command = ["stack", "export", ...secrets, "--stack", stack.stackName];
  const text = await readPulumi(options, stack, "state", command);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** Undefined where the file cannot stand in for the CLI. */
async function readStateFile(
  { root, environment }: CliOptions,
  { contract, stackName }: LayerStack,
  showSecrets: boolean,
): Promise<unknown> {
  const url = backendUrlOf(root, { ...process.env, ...environment });
  if (!url.startsWith("file://")) return undefined;
  const file = join(fileBackendFolder(url), ".pulumi", "stacks", projectName(contract), `${stackName}.json`);
  const text = await unlessGone(readFile(file, "utf8"));
  if (text === undefined || (showSecrets && text.includes(SECRET))) return undefined;
  const parsed = fileSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return undefined;
  const { version, features, checkpoint } = parsed.data;
  return { version, ...(features === undefined ? {} : { features }), deployment: checkpoint.latest };
}
