import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { endProcess } from "../sandbox/process-group.ts";
import { placeVariable, startWord } from "./preload-contract.ts";
import type { InstancePlace, InstanceWord } from "./preload-contract.ts";

export interface InstanceProcessOptions {
  /** The program's file. */
  readonly program: string;
  /** Loaded before it. */
  readonly preload: string;
  readonly folder: string;
  /** The file that its output is appended to. */
  readonly log: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly place: Omit<InstancePlace, "held">;
  /** Seconds between its end and its next start; undefined: it is not started again. */
  readonly restartSeconds: number | undefined;
  /** Told of the port at 127.0.0.1 at which the program listens from now on; undefined: it does not any more. */
  readonly onPort: (port: number | undefined) => void;
  readonly report: (error: unknown) => void;
}

/** How long a program has between SIGTERM and SIGKILL, in milliseconds. */
const graceMs = 5000;

/** The program of one instance, as systemd keeps it: started again whatever ends it, until it is told to end. */
export class InstanceProcess {
  /** How often it was started again after it ended by itself. */
  restarts = 0;
  readonly #options: InstanceProcessOptions;
  #wanted: "running" | "held" | "ended" = "ended";
  #child: ChildProcess | undefined;
  #restart: NodeJS.Timeout | undefined;

  constructor(options: InstanceProcessOptions) {
    this.#options = options;
  }

  /** The number of the process that runs now; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the program; returns when its process is there. One that is held only waits for its program to be let run. */
  async run(): Promise<void> {
    const held = this.#wanted === "held" && this.#child?.connected === true ? this.#child : undefined;
    this.#wanted = "running";
    if (held === undefined) await this.#spawn();
    else held.send(startWord);
  }

  /** Starts a process whose program waits; returns when everything before the program has been done. */
  async hold(): Promise<void> {
    this.#wanted = "held";
    await this.#spawn();
  }

  /** Ends the program, SIGTERM first, and returns when nothing of it is left. */
  async end(): Promise<void> {
    const child = this.#letGo();
    if (child?.pid !== undefined) await endProcess(child.pid, graceMs);
  }

  /** Ends it as a machine that loses its power: none of its code runs. */
  cut(): void {
    this.#letGo()?.kill("SIGKILL");
  }

  #letGo(): ChildProcess | undefined {
    this.#wanted = "ended";
    clearTimeout(this.#restart);
    const child = this.#child;
    this.#child = undefined;
    this.#options.onPort(undefined);
    return child;
  }

  async #spawn(): Promise<void> {
    const { program, preload, folder, log, environment, place } = this.#options;
    const output = await open(log, "a", 0o600);
    try {
      // It may have been told to end since.
      if (this.#wanted === "ended") return;
      const held = this.#wanted === "held";
      const child = spawn(process.execPath, ["--import", preload, program], {
        cwd: folder,
        env: { ...environment, [placeVariable]: JSON.stringify({ ...place, held } satisfies InstancePlace) },
        stdio: ["ignore", output.fd, output.fd, "ipc"],
      });
      this.#child = child;
      // It outlives no supervisor: its channel closes with this process.
      child.unref();
      child.channel?.unref();
      const spawned = once(child, "spawn");
      const ended = once(child, "exit");
      const holding = new Promise<void>((resolve) => {
        child.on("message", (word: InstanceWord) => {
          if (word === "held") resolve();
          else if (this.#child === child) this.#options.onPort(word.port);
        });
      });
      ended.then(
        () => this.#ended(child),
        () => undefined,
      );
      await spawned;
      if (held) await Promise.race([holding, ended]);
    } finally {
      await output.close();
    }
  }

  /** What systemd does when a service's process has ended. */
  #ended(child: ChildProcess): void {
    const { restartSeconds, onPort, report } = this.#options;
    if (this.#child !== child) return;
    this.#child = undefined;
    onPort(undefined);
    if (restartSeconds === undefined) return;
    this.restarts += 1;
    this.#restart = setTimeout(() => void this.#spawn().catch(report), restartSeconds * 1000);
  }
}
