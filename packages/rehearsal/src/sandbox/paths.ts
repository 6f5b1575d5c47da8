import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where a rehearsal keeps what it writes; all of it under its own directory. */
export interface RehearsalPaths {
  /** Pulumi's file backend. */
  readonly state: string;
  /** PULUMI_HOME: the selected stack and the login of a rehearsal, apart from the user's. */
  readonly pulumiHome: string;
  /** The passphrase that encrypts this rehearsal's secrets. */
  readonly passphrase: string;
  /** What the emulator and its supervisor write; gone when they have stopped. */
  readonly emulator: string;
  /** Of the databases behind Aurora clusters, unless their user cannot get there. */
  readonly databases: string;
  /** One empty file for each process of a function: `<region>.<function>.<process id>`. */
  readonly processes: string;
  /** A folder for each instance of an Auto Scaling group: its program, and what that writes. */
  readonly instances: string;
  /** Output of the emulator and of its supervisor. */
  readonly log: string;
  /** Describes the running sandbox. */
  readonly session: string;
}

export function rehearsalPaths(directory: string): RehearsalPaths {
  return {
    state: join(directory, "state"),
    pulumiHome: join(directory, "pulumi-home"),
    passphrase: join(directory, "passphrase"),
    emulator: join(directory, "emulator"),
    databases: join(directory, "emulator", "databases"),
    processes: join(directory, "emulator", "tmp", "processes"),
    instances: join(directory, "emulator", "instances"),
    log: join(directory, "emulator", "sandbox.log"),
    session: join(directory, "sandbox.json"),
  };
}

/**
 * Makes the folders that a rehearsal's children expect, and its passphrase unless it has one already.
 * The directory is readable by its owner only.
 */
export async function prepareDirectory(directory: string): Promise<RehearsalPaths> {
  const paths = rehearsalPaths(directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await Promise.all([paths.state, paths.pulumiHome, paths.emulator].map((path) => mkdir(path, { recursive: true })));
  try {
    await writeFile(paths.passphrase, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  }
  return paths;
}

/** Whether an error is the system's with this code, `ENOENT`. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
