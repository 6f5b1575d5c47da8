import { exitCodes } from "./command.ts";

/** What a command listens to. */
export interface StopSignals {
  /** Begin nothing new. */
  readonly stop: AbortSignal;
  /** End what runs. Aborted together with `stop`, or one Ctrl-C later by a command that stops in stages. */
  readonly signal: AbortSignal;
}

const AGAIN = "once more to leave at once";

/**
 * What Ctrl-C does. A command that stops in stages finishes its current operations at the first, cancels them at the
 * second and is left at the third; every other command stops at the first and is left at the second. SIGTERM and SIGHUP
 * come from machines, which do not ask twice: they stop and cancel at once.
 */
export class Interruption {
  readonly #stop = new AbortController();
  readonly #cancel = new AbortController();
  readonly #say: (text: string) => void;
  readonly #leave: (code: number) => void;
  #staged = false;

  /** @param leave Ends the process; called when nobody wants to wait any longer. */
  constructor(say: (text: string) => void, leave: (code: number) => void) {
    this.#say = say;
    this.#leave = leave;
  }

  /** The signals of the command that runs. @param staged Whether it can stop without cancelling. */
  signalsOf(staged: boolean): StopSignals {
    this.#staged = staged;
    return { stop: this.#stop.signal, signal: this.#cancel.signal };
  }

  /** A signal has arrived. */
  on(name: "SIGINT" | "SIGTERM" | "SIGHUP"): void {
    if (this.#cancel.signal.aborted) {
      this.#leave(exitCodes.aborted);
      return;
    }
    if (this.#staged && name === "SIGINT" && !this.#stop.signal.aborted) {
      this.#say("\ntandem: finishing the operations that run, and beginning no other (Ctrl-C again cancels them)\n");
      this.#stop.abort();
      return;
    }
    const what = this.#staged ? "cancelling the operations that run" : "stopping what was started";
    this.#say(`\ntandem: ${what} (${AGAIN})\n`);
    this.#stop.abort();
    this.#cancel.abort();
  }
}
