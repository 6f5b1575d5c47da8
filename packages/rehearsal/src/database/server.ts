import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import { join } from "node:path";
import getPort from "get-port";
import { isCode } from "../sandbox/paths.ts";
import { isRunning, signalProcess, waitUntil } from "../sandbox/process-group.ts";
import type { Lodging } from "./lodging.ts";

const startMs = 30_000;
const attempts = 5;

/**
 * Runs a program as the shell's own process (`$$`), with a second one that waits for the end of descriptor 3. The
 * supervisor holds its other end, so that the database also ends when the supervisor is killed outright: at once
 * (SIGQUIT), or by SIGKILL when it is still there 5 s later. Its processes end with it. The last database to go takes
 * along all that is left of them.
 */
const leash = `{
  read -r _ <&3
  kill -QUIT $$ 2>&-
  for _ in $(seq 50); do kill -0 $$ || break; sleep 0.1; done 2>&-
  kill -KILL $$ 2>&-
  rm -rf "$TANDEM_DATA"
  set -- "$HOME"/data-*/
  [ -e "$1" ] || rm -rf "$HOME"/*
  rmdir "$HOME" 2>&-
} & exec "$0" "$@" 3<&-`;

/** One PostgreSQL on a loopback port. */
export interface DatabaseServer {
  readonly port: number;
  /** Also the id of a process group, in which what ends it with this process is. */
  readonly pid: number;
  /** Its data directory. */
  readonly data: string;
  /**
   * Ends it: in order, so that connected standbys have all that was written (`fast`); or as it is (`immediate`). One that
   * does not end in order within 10 s is ended as it is.
   */
  stop(how: "fast" | "immediate"): Promise<void>;
}

/** What one is started with. */
export interface ServerOptions {
  readonly lodging: Lodging;
  /** Its data directory, below the lodging: `data-…`. */
  readonly data: string;
  /** Settings of postgresql.conf. They are seen by every user of the machine: no password is among them. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Starts a server and waits until it takes connections, a standby's for reading.
 * A port that somebody else takes first is given up for another one.
 */
export async function startServer(options: ServerOptions): Promise<DatabaseServer> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await tryToStart(options, await getPort({ host: "127.0.0.1" }));
    if ("port" in started) return started;
    if (!started.portTaken || attempt === attempts) throw started.error;
  }
}

interface Failure {
  readonly portTaken: boolean;
  readonly error: Error;
}

async function tryToStart({ lodging, data, settings }: ServerOptions, port: number): Promise<DatabaseServer | Failure> {
  const logFile = `${data}.log`;
  const log = await open(logFile, "a", 0o600);
  const logStart = (await log.stat()).size;
  const configuration = Object.entries({ ...settings, port: String(port) });
  const run = startLeashed(lodging, {
    program: "postgres",
    args: ["-D", data, ...configuration.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    data,
    log,
  });
  await log.close();
  let end: string | undefined;
  void run.ended.then((reason) => {
    end = reason;
  });
  const ready = await waitUntil(startMs, async () => end !== undefined || (await isReady(data, run.pid)));
  if (end === undefined && ready) return { port, pid: run.pid, data, stop: (how) => stopServer(run, how) };

  signalProcess(-run.pid, "SIGKILL");
  const output = (await readFile(logFile)).subarray(logStart).toString();
  const lines = output.trimEnd().split("\n").slice(-20).join("\n");
  return {
    portTaken: output.includes("Address already in use"),
    error: new Error(`PostgreSQL did not start (${end ?? `not ready within ${startMs / 1000} s`})\n${lines}`),
  };
}

/** The last line of its lock file says whether it takes connections. */
async function isReady(data: string, pid: number): Promise<boolean> {
  try {
    const lines = (await readFile(join(data, "postmaster.pid"), "utf8")).split("\n");
    return lines[0] === String(pid) && lines[7]?.trim() === "ready";
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw error;
  }
}

async function stopServer({ pid }: LeashedRun, how: "fast" | "immediate"): Promise<void> {
  const gone = async () => !(await isRunning(pid));
  const inOrder = how === "fast" && signalProcess(pid, "SIGINT") && (await waitUntil(10_000, gone));
  if (!inOrder && signalProcess(pid, "SIGQUIT") && !(await waitUntil(5000, gone))) signalProcess(pid, "SIGKILL");
  // The leash, which has nothing to wait for any more; and it must not clear up after one that is to start again.
  signalProcess(-pid, "SIGKILL");
  if (!(await waitUntil(5000, async () => !(await isRunning(-pid)))))
    throw new Error(`process group ${pid} is still there`);
}

interface Program {
  readonly program: "postgres" | "initdb";
  readonly args: readonly string[];
  /** Removed when this process ends first. */
  readonly data: string;
  readonly log: FileHandle;
}

interface LeashedRun {
  readonly pid: number;
  /** How it ended; it never rejects. */
  readonly ended: Promise<string>;
}

function startLeashed(lodging: Lodging, { program, args, data, log }: Program): LeashedRun {
  const child = spawn("sh", ["-c", leash, join(lodging.programs, program), ...args], {
    cwd: lodging.folder,
    detached: true,
    env: { ...lodging.environment, TANDEM_DATA: data },
    stdio: ["ignore", log.fd, log.fd, "pipe"],
    ...lodging.user,
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => {
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
      // One that ended by itself has left its leash, which would take a later process of the same number for it.
      if (child.pid !== undefined) signalProcess(-child.pid, "SIGKILL");
    });
  });
  if (child.pid === undefined) throw new Error(`cannot start sh in ${lodging.folder}`);
  return { pid: child.pid, ended };
}

/**
 * Makes the files of a new, empty database server, whose only user is `superuser`.
 * @param passwordFile Holds the superuser's password.
 */
export async function initialize(
  lodging: Lodging,
  data: string,
  { superuser, passwordFile }: { readonly superuser: string; readonly passwordFile: string },
): Promise<void> {
  const logFile = `${data}.log`;
  const log = await open(logFile, "a", 0o600);
  const args = ["-D", data, "-U", superuser, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const run = startLeashed(lodging, {
    program: "initdb",
    args: [...args, "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"],
    data,
    log,
  });
  await log.close();
  const end = await run.ended;
  if (end !== "exit code 0") throw new Error(`initdb failed (${end})\n${await readFile(logFile, "utf8")}`);
}
