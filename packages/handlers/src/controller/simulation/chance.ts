import { uniformFloat32 } from "pure-rand/distribution/uniformFloat32";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Chance that comes out the same for the same seed. */
export class Chance {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Evenly between the two. */
  between(least: number, most: number): number {
    return least + uniformFloat32(this.#generator) * (most - least);
  }

  /** A seed for another one. */
  whole(): number {
    return Math.floor(this.between(0, 0x7fff_ffff));
  }

  /** @throws RangeError where there is nothing to choose from */
  oneOf<Choice>(choices: readonly Choice[]): Choice {
    const choice = choices[Math.floor(this.between(0, choices.length))];
    if (choice === undefined) throw new RangeError("nothing to choose from");
    return choice;
  }

  happens(share: number): boolean {
    return share > 0 && uniformFloat32(this.#generator) < share;
  }
}
