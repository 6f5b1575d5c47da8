import { createLogUpdate } from "log-update";

/** A stream of which the last lines can be drawn again and again; text that is written meanwhile goes above them. */
class Screen {
  readonly #stream: NodeJS.WriteStream;
  readonly #update: ReturnType<typeof createLogUpdate>;
  #frame: string | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#update = createLogUpdate(stream);
  }

  get columns(): number {
    return this.#stream.columns;
  }

  get rows(): number {
    return this.#stream.rows;
  }

  write(text: string): void {
    if (this.#frame === undefined) {
      this.#stream.write(text);
      return;
    }
    this.#update.persist(text.replace(/\n$/, ""));
    this.#update(this.#frame);
  }

  draw(frame: string): void {
    this.#frame = frame;
    this.#update(frame);
  }

  /** Leaves the last frame where it is. */
  keep(): void {
    this.#frame = undefined;
    this.#update.done();
  }
}

/** Standard error, to which everything for people goes. */
export const screen = new Screen(process.stderr);
