/** Lets text through, but for while something else has the screen: what comes then is shown behind it. */
export class HeldBack {
  readonly #write: (text: string) => void;
  #held: string[] | undefined;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  readonly write = (text: string): void => {
    if (this.#held === undefined) this.#write(text);
    else this.#held.push(text);
  };

  /** Holds text back while the task runs. One task at a time. */
  async during<T>(task: () => Promise<T>): Promise<T> {
    const held: string[] = [];
    this.#held = held;
    try {
      return await task();
    } finally {
      this.#held = undefined;
      for (const text of held) this.#write(text);
    }
  }
}
