import { open } from "node:fs/promises";

export interface LogShipperOptions {
  /** What the program's output is appended to. */
  readonly file: string;
  /** The longest that a line waits. */
  readonly flushSeconds: number;
  /** Takes lines to where they are kept; throws where it cannot tell that they arrived. */
  readonly put: (lines: readonly string[]) => Promise<void>;
  /** Told of the first of several failures. */
  readonly report: (error: unknown) => void;
}

/** Bytes of the file in memory at once: with the 26 for each event, what PutLogEvents takes in one call, 1 MB. */
const chunkBytes = 262_144;

/** The most events that PutLogEvents takes in one call. */
const eventsPerCall = 10_000;

/**
 * Reads a file as it grows and ships its lines, in place of the CloudWatch agent. What could not be shipped stays in the file
 * and is tried again; what perhaps arrived is then there twice, as with the agent.
 */
export class LogShipper {
  readonly #options: LogShipperOptions;
  /** How much of the file has been shipped, in bytes. */
  #shipped = 0;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  #isFailing = false;

  constructor(options: LogShipperOptions) {
    this.#options = options;
  }

  /** Ships from now on, in the background; keeps no process alive. */
  start(): void {
    this.#timer ??= setInterval(() => void this.#flush(), this.#options.flushSeconds * 1000).unref();
  }

  /** Ships nothing more until it is started again. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Ships what is left, once, and nothing more. */
  async end(): Promise<void> {
    this.stop();
    await this.#underWay;
    await this.#flush();
  }

  #flush(): Promise<void> {
    this.#underWay ??= this.#ship().finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }

  async #ship(): Promise<void> {
    const { put, report } = this.#options;
    try {
      for (let next = await this.#read(); next.bytes > 0; next = await this.#read()) {
        for (let first = 0; first < next.lines.length; first += eventsPerCall) {
          await put(next.lines.slice(first, first + eventsPerCall));
        }
        this.#shipped += next.bytes;
      }
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) report(error);
      this.#isFailing = true;
    }
  }

  /** The next whole lines, and how many bytes they are with those that are empty; a line longer than a chunk is cut. */
  async #read(): Promise<{ readonly lines: readonly string[]; readonly bytes: number }> {
    const file = await open(this.#options.file);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, this.#shipped);
      const whole = buffer.subarray(0, bytesRead).lastIndexOf("\n") + 1;
      const bytes = whole === 0 && bytesRead === chunkBytes ? bytesRead : whole;
      const lines = buffer.toString("utf8", 0, bytes).split("\n");
      return { lines: lines.filter((line) => line !== ""), bytes };
    } finally {
      await file.close();
    }
  }
}
