import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TandemError } from "@tandem/config";
import { execa } from "execa";
import { rehearsalPaths } from "../sandbox/paths.ts";
import { findInstallation, linkLibraries } from "./installation.ts";

/** As whom a database runs. */
export interface DatabaseUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where a rehearsal's databases are, and how their programs are started. */
export interface Lodging {
  /** Everything of theirs is below; it belongs to their user. */
  readonly folder: string;
  /** The folder with `initdb` and `postgres`. */
  readonly programs: string;
  /** The whole environment of the programs. */
  readonly environment: Readonly<Record<string, string>>;
  /** PostgreSQL refuses to run as root. Undefined: as whoever runs the rehearsal. */
  readonly user: DatabaseUser | undefined;
  /** Removes everything; the databases have stopped by then. */
  leave(): Promise<void>;
}

/**
 * Prepares a place for databases: in the rehearsal's directory; or, where we are root and the user `nobody` cannot get
 * there (a checkout below /root), in the folder for temporary files.
 * @param directory The rehearsal's directory, made by `prepareDirectory`.
 * @param path The caller's PATH.
 * @throws TandemError where there is no PostgreSQL, or no place
 */
export async function lodge(directory: string, path: string): Promise<Lodging> {
  const installation = await findInstallation(path);
  const user = process.getuid?.() === 0 ? await nobody((await stat(directory)).gid) : undefined;
  const folder = await placeFor(directory, user);
  let { programs } = installation;
  if (user !== undefined && !(await isReachable(programs, user))) {
    if (installation.whole === undefined) throw noPlace(`${programs} cannot be reached`);
    await cp(installation.whole, join(folder, "installation"), { recursive: true });
    programs = join(folder, "installation", "bin");
  }
  const libraries = join(folder, "libraries");
  await mkdir(libraries);
  const libraryPath = await linkLibraries({ ...installation, programs }, libraries);
  // All of it, since whoever owns a folder removes what is in it.
  if (user !== undefined) await execa("chown", ["-R", `${user.uid}:${user.gid}`, folder]);
  return {
    folder,
    programs,
    // libpq looks for certificates and passwords of the user's own in HOME.
    environment: {
      PATH: path,
      HOME: folder,
      LC_ALL: "C",
      ...(libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath }),
    },
    user,
    leave: () => rm(folder, { recursive: true, force: true }),
  };
}

async function placeFor(directory: string, user: DatabaseUser | undefined): Promise<string> {
  const { databases, emulator } = rehearsalPaths(directory);
  if (user === undefined || (await isReachable(dirname(directory), user))) {
    // A supervisor that was killed may have left some of it.
    await rm(databases, { recursive: true, force: true });
    await mkdir(databases, { recursive: true, mode: 0o700 });
    // The directory is closed to others; its group may pass through, which the databases' user is a member of.
    for (const passed of user === undefined ? [] : [directory, emulator]) {
      await chmod(passed, (await stat(passed)).mode | 0o010);
    }
    return databases;
  }
  if (!(await isReachable(tmpdir(), user))) throw noPlace(`${directory} and ${tmpdir()} cannot be reached`);
  return mkdtemp(join(tmpdir(), "tandem-postgres-"));
}

function noPlace(why: string): TandemError {
  return new TandemError("postgres-place", `PostgreSQL cannot run as root, and as the user nobody ${why}`, {
    hint: "run Tandem as another user than root",
  });
}

/** Whether a user may pass through a folder and through all that it is in. */
async function isReachable(folder: string, user: DatabaseUser): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  return dirname(folder) === folder || isReachable(dirname(folder), user);
}

/** The user who owns nothing. `initdb` wants one that the system has a name for. */
async function nobody(gid: number): Promise<DatabaseUser> {
  const uid = /^nobody:[^:]*:(?<uid>-?\d+):/m.exec(await readFile("/etc/passwd", "utf8"))?.groups?.["uid"];
  if (uid === undefined) throw noPlace("it cannot either, since there is none");
  // Some systems write the number with a sign.
  return { uid: Number(uid) >>> 0, gid };
}
