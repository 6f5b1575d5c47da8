import type { DatabaseTail } from "@tandem/orchestrator/ports";
import type { AuroraMember } from "./aurora.ts";
import type { DatabasePair } from "./pair.ts";
import { canDirect, passageBetween } from "./reach.ts";
import type { Surroundings } from "./surroundings.ts";

/** Old writers that are to follow the new one. */
export class Resynchronisation {
  readonly #around: Surroundings;
  readonly #stale = new Set<string>();
  /** Those of them whose tail has been listed. */
  readonly #listed = new Set<string>();
  readonly #tails: DatabaseTail[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Their regions. */
  get regions(): ReadonlySet<string> {
    return this.#stale;
  }

  /** What failovers have lost. */
  get tails(): readonly DatabaseTail[] {
    return this.#tails;
  }

  add(region: string): void {
    this.#stale.add(region);
  }

  remove(region: string): void {
    this.#stale.delete(region);
    this.#listed.delete(region);
  }

  /** Whether a member can be made to follow now. */
  isDue({ region }: AuroraMember, pair: DatabasePair): boolean {
    return this.#stale.has(region) && canDirect(this.#around.faults(), pair.writer, region);
  }

  /** Makes an old writer follow the new one, after it has been listed what it has and the new one has not. */
  async run(member: AuroraMember, pair: DatabasePair): Promise<void> {
    const { region } = member;
    await pair.fence(region);
    this.#around.reset(region);
    if (!this.#listed.has(region)) {
      const lostIds = await pair.tail(region);
      const snapshot = await this.#around.keepSnapshot(member);
      this.#tails.push({ region, foundAt: new Date().toISOString(), lostIds, snapshot });
      this.#listed.add(region);
    }
    await pair.rebuildAsStandby(region);
    this.#around.reset(region);
    this.remove(region);
    pair.setPassage(region, passageBetween(this.#around.faults(), region, pair.writer));
  }
}
