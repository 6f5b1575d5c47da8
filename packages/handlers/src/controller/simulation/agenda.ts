interface Entry {
  readonly at: number;
  readonly run: () => void;
}

/** What is to happen, in the order of time; of two at the same time, what was entered first. */
export class Agenda {
  now = 0;
  readonly #entries: Entry[] = [];

  after(delayMs: number, run: () => void): void {
    const at = this.now + delayMs;
    let place = this.#entries.length;
    // The latest comes first, so that the next one is taken off the end.
    while (place > 0 && (this.#entries[place - 1]?.at ?? at) <= at) place -= 1;
    this.#entries.splice(place, 0, { at, run });
  }

  /** Runs everything up to and including this time. */
  runUntil(end: number): void {
    for (let next = this.#entries.pop(); next !== undefined && next.at <= end; next = this.#entries.pop()) {
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }
}
