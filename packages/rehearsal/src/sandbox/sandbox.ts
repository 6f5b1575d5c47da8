import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { TandemError } from "@tandem/config";
import type { Fault } from "@tandem/orchestrator/ports";
import { ask } from "./ask.ts";
import { sendFaults } from "./gate-control.ts";
import { isCode, prepareDirectory, rehearsalPaths } from "./paths.ts";
import { endProcess, isRunning, waitUntil } from "./process-group.ts";
import { readSession, removeSession, sessionPath, sessionSchema } from "./session.ts";
import type { OwnedSession } from "./session.ts";
import { reportSchema } from "./supervisor-messages.ts";
import type { Report, Request } from "./supervisor-messages.ts";

const supervisor = fileURLToPath(new URL("supervisor-main.ts", import.meta.url));

/** The supervisor gives the emulator 5 s to end and 5 s to die; it needs a little itself. */
const stopSeconds = 15;

/** An emulator behind a region gate, on this machine only. */
export interface Sandbox {
  readonly id: string;
  /** The region gate: where AWS is for everything in the rehearsal. */
  readonly endpoint: string;
  /** Route 53's name server, `127.0.0.1:<port>`, over UDP and TCP. */
  readonly nameServer: string;
  /** Output of the emulator; gone once the sandbox has stopped. */
  readonly log: string;
  /** Puts these faults in place of those that its gate has; none clears them. */
  setFaults(faults: readonly Fault[]): Promise<void>;
  /** Lets it run on when this process ends; {@link stopSandbox} ends it then. */
  keep(): Promise<void>;
  /** Returns when no process and no file of it is left. */
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** The rehearsal's own directory; made when it is missing. */
  readonly directory: string;
  readonly id: string;
  /** Gives up a start that is under way. @default none */
  readonly signal?: AbortSignal;
}

/**
 * Starts a sandbox. It ends by itself when this process does, whatever the reason, unless it is kept.
 * Rejects with what the emulator wrote last when it does not start, and when one is running in the directory already.
 */
export async function startSandbox({ directory, id, signal }: SandboxOptions): Promise<Sandbox> {
  signal?.throwIfAborted();
  const paths = await prepareDirectory(directory);
  if ((await runningSession(directory)) !== undefined) {
    throw new TandemError("sandbox-running", `a sandbox runs in ${directory} already`, {
      hint: "./tandem rehearse --stop",
    });
  }
  const log = await open(paths.log, "a", 0o600);
  const child = fork(supervisor, [directory, id], {
    cwd: directory,
    detached: true,
    env: { PATH: process.env["PATH"] ?? "" },
    execArgv: [],
    stdio: ["ignore", log.fd, log.fd, "ipc"],
  });
  const ended = once(child, "exit");
  await log.close();
  try {
    const session = await readySession(child, paths.log, signal);
    child.unref();
    child.channel?.unref();
    return startedSandbox(directory, session, child);
  } catch (error) {
    if (child.connected) child.disconnect();
    await ended;
    throw error;
  }
}

/** Waits for the supervisor's word. */
async function readySession(child: ChildProcess, log: string, signal: AbortSignal | undefined): Promise<OwnedSession> {
  const report = await nextReport(child, log, signal);
  if (report.type === "ready") return report.session;
  if (report.type === "kept") throw new Error("the supervisor answered a request that nobody made");
  throw new TandemError(report.code, report.message, {
    kind: "deploy",
    ...(report.hint === undefined ? {} : { hint: report.hint }),
  });
}

/**
 * The next message of the supervisor; rejects when it ends or the caller gives up before.
 * Its end is told by the channel, which delivers every message before it closes, and not by the process.
 */
async function nextReport(child: ChildProcess, log: string, signal?: AbortSignal): Promise<Report> {
  const settled = new AbortController();
  const { signal: done } = settled;
  try {
    signal?.throwIfAborted();
    return await Promise.race([
      once(child, "message", { signal: done }).then(([message]) => reportSchema.parse(message)),
      once(child, "disconnect", { signal: done }).then(async () => {
        const output = await readFile(log, "utf8").catch((error: unknown) => {
          if (isCode(error, "ENOENT")) return "";
          throw error;
        });
        throw new Error(`the sandbox's supervisor ended\n${output.trimEnd().split("\n").slice(-20).join("\n")}`);
      }),
      ...(signal === undefined
        ? []
        : [once(signal, "abort", { signal: done }).then(() => Promise.reject(signal.reason as Error))]),
    ]);
  } finally {
    settled.abort();
  }
}

function startedSandbox(directory: string, session: OwnedSession, child: ChildProcess): Sandbox {
  const { id, endpoint, nameServer, controlToken } = session;
  const { log } = rehearsalPaths(directory);
  return {
    id,
    endpoint,
    nameServer,
    log,
    setFaults: (faults) => sendFaults(endpoint, controlToken, faults),
    async keep() {
      if (!child.connected) return;
      child.channel?.ref();
      const kept = nextReport(child, log);
      child.send({ type: "keep" } satisfies Request);
      await kept;
      child.disconnect();
    },
    async stop() {
      if (!child.connected) {
        await stopSandbox(directory);
        return;
      }
      child.ref();
      const ended = once(child, "exit");
      child.disconnect();
      const [code] = (await ended) as [number | null];
      if (code === 0) return;
      throw new Error(`the sandbox did not stop cleanly (exit code ${code}); see ${log}`);
    },
  };
}

/** The kept sandbox of a directory; undefined when none runs there. */
export async function openSandbox(directory: string): Promise<Sandbox | undefined> {
  const session = await runningSession(directory);
  if (session === undefined) return undefined;
  return {
    id: session.id,
    endpoint: session.endpoint,
    nameServer: session.nameServer,
    log: rehearsalPaths(directory).log,
    setFaults: (faults) => sendFaults(session.endpoint, session.controlToken, faults),
    keep: () => Promise.resolve(),
    stop: async () => {
      await stopSandbox(directory);
    },
  };
}

/** What became of a sandbox that was to be stopped. */
export type StopResult = { readonly status: "stopped"; readonly id: string } | { readonly status: "not-running" };

/** Stops the sandbox that was kept in a directory and returns when nothing is left of it. */
export async function stopSandbox(directory: string): Promise<StopResult> {
  const session = await runningSession(directory);
  if (session === undefined) {
    await removeSession(directory);
    return { status: "not-running" };
  }
  await endProcess(session.pid, stopSeconds * 1000);
  // Killed outright, the supervisor leaves the rest to the emulator's own leash, and its file here.
  if (!(await waitUntil(stopSeconds * 1000, async () => !(await isRunning(-session.emulatorPid))))) {
    throw new Error(`the emulator (process group ${session.emulatorPid}) is still there`);
  }
  await removeSession(directory);
  return { status: "stopped", id: session.id };
}

/** The session of a directory, as its own gate confirms it; a recycled port or process id is nobody's. */
async function runningSession(directory: string): Promise<OwnedSession | undefined> {
  const written = await readSession(directory);
  if (written === undefined) return undefined;
  const answer = await ask(`${written.endpoint}${sessionPath}`, AbortSignal.timeout(5000));
  const answered = sessionSchema.safeParse(answer);
  return answered.success && answered.data.id === written.id ? written : undefined;
}
