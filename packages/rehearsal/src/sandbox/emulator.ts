import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TandemError } from "@tandem/config";
import getPort from "get-port";
import * as z from "zod";
import type { DatabaseNetwork } from "../database/greeting.ts";
import { ask } from "./ask.ts";
import { rehearsalCredentials } from "./environment.ts";
import { functionNetwork } from "./function-network.ts";
import { rehearsalPaths } from "./paths.ts";
import { endProcess, waitUntil } from "./process-group.ts";

const startSeconds = 30;
const attempts = 5;

/**
 * Runs the emulator as the shell's own process (`$$`), with a second one that waits for the end of descriptor 3.
 * The supervisor holds its other end, so that the whole group also ends when the supervisor is killed outright:
 * by SIGTERM, or by SIGKILL when the emulator is still there 5 s later.
 */
const leash = `{
  read -r _ <&3
  trap "" TERM
  kill -TERM 0
  for _ in $(seq 50); do kill -0 $$ || break; sleep 0.1; done 2>&-
  kill -KILL 0
} & exec "$0" 3<&-`;

export interface EmulatorOptions {
  /** The rehearsal's directory, made by `prepareDirectory`. */
  readonly directory: string;
  /** Comes back in the emulator's health answer, so that a stranger on the same port is not taken for it. */
  readonly id: string;
  /** Where functions that run in the emulator find AWS: the region gate. */
  readonly gate: string;
  /**
   * Route 53's name servers as a region's functions reach them: `127.0.0.1:<port>` by region.
   * @default functions have the machine's own DNS, and nobody sends their HTTPS to the gate
   */
  readonly nameServers?: Readonly<Record<string, string>>;
  /** How functions reach the databases behind RDS endpoints. @default they do not */
  readonly databases?: DatabaseNetwork;
  readonly path: string;
  /** @default a free loopback port */
  readonly pickPort?: () => Promise<number>;
}

export interface Emulator {
  readonly endpoint: string;
  readonly port: number;
  /** Also the id of its process group, in which its functions run. */
  readonly pid: number;
  /** Ends the emulator and every function process, and removes what they wrote. */
  stop(): Promise<void>;
}

/**
 * Starts MiniStack on a loopback port with IAM enforced and waits until it answers.
 * A port that somebody else takes first is given up for another one.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const pickPort = options.pickPort ?? (() => getPort({ host: "127.0.0.1" }));
  for (let attempt = 1; ; attempt += 1) {
    const started = await tryToStart(options, await pickPort());
    if ("endpoint" in started) return started;
    if (!started.portTaken || attempt === attempts) throw started.error;
  }
}

interface Failure {
  readonly portTaken: boolean;
  readonly error: TandemError;
}

async function tryToStart(options: EmulatorOptions, port: number): Promise<Emulator | Failure> {
  const paths = rehearsalPaths(options.directory);
  const folders = emulatorFolders(paths.emulator);
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
  // Node looks upwards for the nearest package.json: without this one, a rehearsal inside a checkout would make its
  // functions and MiniStack's own worker script parts of the checkout's package.
  await writeFile(join(folders.temporary, "package.json"), "{}\n");
  const { gate, nameServers, databases } = options;
  const { processes } = paths;
  await mkdir(processes, { recursive: true });
  const found = databases === undefined ? {} : { databases };
  const network =
    nameServers === undefined ? {} : functionNetwork(folders.temporary, { gate, nameServers, processes, ...found });
  const log = await open(paths.log, "a", 0o600);
  const logStart = (await log.stat()).size;
  const child = spawn("sh", ["-c", leash, "ministack"], {
    cwd: folders.home,
    detached: true,
    env: { ...emulatorEnvironment(options, port), ...network },
    stdio: ["ignore", log.fd, log.fd, "pipe"],
  });
  const ended = endOf(child);
  await log.close();

  const pid = child.pid;
  if (pid === undefined) throw new Error(`cannot start sh: ${await ended}`);
  const endpoint = `http://127.0.0.1:${port}`;
  const gone = new AbortController();
  let end: string | undefined;
  void ended.then((reason) => {
    end = reason;
    gone.abort();
  });
  const answers = (): Promise<boolean> => answersAs(endpoint, options.id, gone.signal);
  await waitUntil(startSeconds * 1000, async () => end !== undefined || (await answers()));
  if (end === undefined && (await answers())) {
    return { endpoint, port, pid, stop: () => stopEmulator(pid, folders) };
  }

  await endProcess(-pid, 2000);
  const output = (await readFile(paths.log)).subarray(logStart).toString();
  return failureOf(end ?? `no answer within ${startSeconds} s`, output);
}

async function stopEmulator(pid: number, folders: EmulatorFolders): Promise<void> {
  await endProcess(-pid, 5000);
  await Promise.all(Object.values(folders).map((folder) => rm(folder, { recursive: true, force: true })));
}

/** How the process ended; it never rejects. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

/** Why the emulator did not start, told by how it ended and what it wrote. */
export function failureOf(end: string, output: string): Failure {
  if (end === "exit code 127" && output.includes("ministack")) {
    const error = new TandemError("emulator-missing", "ministack is not on PATH", { hint: "./tandem doctor" });
    return { portTaken: false, error };
  }
  const lines = output.trimEnd().split("\n").slice(-20);
  return {
    portTaken: /address already in use|is already in use/i.test(output),
    error: new TandemError("emulator-start-failed", `the emulator did not start (${end})\n${lines.join("\n")}`, {
      kind: "deploy",
    }),
  };
}

const health = z.object({ edition: z.string(), auth: z.string() });

/** Whether it is this rehearsal's emulator that answers, with IAM enforced. */
async function answersAs(endpoint: string, id: string, gone: AbortSignal): Promise<boolean> {
  const signal = AbortSignal.any([gone, AbortSignal.timeout(5000)]);
  const answer = await ask(`${endpoint}/_ministack/health`, signal).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  const parsed = health.safeParse(answer);
  return parsed.success && parsed.data.edition === id && parsed.data.auth === "enabled";
}

type EmulatorFolders = ReturnType<typeof emulatorFolders>;

function emulatorFolders(root: string) {
  return {
    home: join(root, "home"),
    temporary: join(root, "tmp"),
    state: join(root, "state"),
    buckets: join(root, "s3"),
  };
}

/**
 * The emulator's environment, which its functions inherit: built from PATH alone, so that nothing of the user's
 * (credentials, configuration in the home folder, proxies) is seen by a function.
 */
function emulatorEnvironment(options: EmulatorOptions, port: number): Record<string, string> {
  const root = rehearsalPaths(options.directory).emulator;
  const folders = emulatorFolders(root);
  return {
    PATH: options.path,
    HOME: folders.home,
    TMPDIR: folders.temporary,
    STATE_DIR: folders.state,
    S3_DATA_DIR: folders.buckets,
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    MINISTACK_EDITION: options.id,
    AUTH: "true",
    CLOUDTRAIL_RECORDING: "1",
    LAMBDA_EXECUTOR: "local",
    AWS_ENDPOINT_URL: options.gate,
    AWS_ACCESS_KEY_ID: rehearsalCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rehearsalCredentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    // What it does not know of IAM's resources.
    PYTHONPATH: fileURLToPath(new URL("./emulator-python", import.meta.url)),
    PYTHONDONTWRITEBYTECODE: "1",
    // Both would listen on well-known ports, where a second sandbox would collide.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    // A Docker daemon of the user's is none of the emulator's business: without this it removes containers there.
    DOCKER_HOST: `unix://${join(root, "no-docker.sock")}`,
  };
}
