import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TandemError, requireEnvironment } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { z } from "zod";
import { awsPlugins } from "../ports.ts";
import type { AwsPlugin } from "../ports.ts";
import { layersOf, removeEnvironmentFiles } from "../environment-files.ts";
import { unlessGone } from "../state/file-documents.ts";

/** A rehearsal whose environment is up. */
export interface KeptRehearsal {
  readonly environment: string;
  readonly directory: string;
  readonly layers: readonly Layer[];
  /** What its stacks were rolled out with, and go on with. */
  readonly awsPlugin: AwsPlugin;
}

const recordSchema = z.object({
  environment: z.string(),
  profile: z.string(),
  environmentSuffix: z.string(),
  accountId: z.string(),
  domain: z.string(),
  primaryRegion: z.string(),
  standbyRegion: z.string(),
  awsPlugin: z.enum(awsPlugins).default("stand-in"),
});

/** The folder that holds every rehearsal of a checkout. */
export function rehearsalsDirectory(root: string): string {
  return join(root, ".pulumi-state", "rehearsals");
}

/** Notes what a rehearsal is made of, so that another process can find it and clean up after it. */
export async function recordRehearsal(
  directory: string,
  config: EnvironmentConfig,
  awsPlugin: AwsPlugin = "stand-in",
): Promise<void> {
  const { environment, environmentSuffix, accountId, domain } = config;
  const { primary: primaryRegion, standby: standbyRegion } = config.regions;
  const profile = config.profile.name;
  const record = {
    environment,
    profile,
    environmentSuffix,
    accountId,
    domain,
    primaryRegion,
    standbyRegion,
    awsPlugin,
  };
  // Others look for it at any time, and are to find it whole.
  const unfinished = `${recordFile(directory)}.new`;
  await writeFile(unfinished, `${JSON.stringify(record, null, 2)}\n`);
  await rename(unfinished, recordFile(directory));
}

/** Every rehearsal that is up, or was cut off before it could clean up. */
export async function keptRehearsals(root: string): Promise<readonly KeptRehearsal[]> {
  const folder = rehearsalsDirectory(root);
  const names = (await unlessGone(readdir(folder))) ?? [];
  const kept = names.toSorted().map(async (name): Promise<readonly KeptRehearsal[]> => {
    const directory = join(folder, name);
    const text = await unlessGone(readFile(recordFile(directory), "utf8"));
    // A folder without it is being made or removed by another process.
    if (text === undefined) return [];
    const record = recordSchema.parse(JSON.parse(text));
    const { environment, awsPlugin } = record;
    return [{ environment, directory, layers: layersOf(requireEnvironment(record)), awsPlugin }];
  });
  return (await Promise.all(kept)).flat();
}

/** The kept rehearsal of this name; the only one when there is no name. @throws TandemError */
export async function findKeptRehearsal(root: string, environment: string | undefined): Promise<KeptRehearsal> {
  const kept = await keptRehearsals(root);
  const names = kept.map((rehearsal) => rehearsal.environment);
  if (environment === undefined && kept.length > 1) {
    throw new TandemError("rehearsal-ambiguous", `several rehearsals are up: ${names.join(", ")}`, {
      hint: `tandem shell ${names[0] ?? ""}`,
    });
  }
  const found = kept.find((rehearsal) => environment === undefined || rehearsal.environment === environment);
  if (found !== undefined) return found;
  const legal = names.length === 0 ? "none is up" : `up: ${names.join(", ")}`;
  throw new TandemError("rehearsal-unknown", `no kept rehearsal ${environment ?? "is there"}; ${legal}`, {
    hint: names[0] === undefined ? "tandem rehearse payments-us --keep" : `tandem shell ${names[0]}`,
  });
}

/** Removes what a rehearsal left in the checkout: its stacks' files and its folder. */
export async function removeRehearsal(
  root: string,
  { directory, layers }: Pick<KeptRehearsal, "directory" | "layers">,
): Promise<void> {
  await removeEnvironmentFiles(root, layers);
  await rm(directory, { recursive: true, force: true });
}

function recordFile(directory: string): string {
  return join(directory, "rehearsal.json");
}
