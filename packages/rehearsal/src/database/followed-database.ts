import type { DatabaseMove, DatabaseState } from "@tandem/orchestrator/ports";
import type { AuroraGlobal, AuroraMember } from "./aurora.ts";
import type { ClusterEndpoints } from "./endpoint-names.ts";
import type { GlobalView, MoveKind } from "./global-answers.ts";
import type { MeasuredStandby } from "./lag-metrics.ts";
import { DatabasePair } from "./pair.ts";
import { canDirect, passageBetween, promotionSeconds } from "./reach.ts";
import { refusalOf } from "./refusal.ts";
import { Resynchronisation } from "./resynchronisation.ts";
import type { Surroundings } from "./surroundings.ts";

interface UnderWay {
  readonly kind: MoveKind;
  readonly from: AuroraMember;
  readonly to: AuroraMember;
  readonly record: Mutable<DatabaseMove>;
  readonly timer: NodeJS.Timeout;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The databases behind one global database of the emulator's. */
export class FollowedDatabase {
  readonly #around: Surroundings;
  readonly #moves: Mutable<DatabaseMove>[] = [];
  readonly #problems: string[] = [];
  readonly #resync: Resynchronisation;
  #state: AuroraGlobal;
  #pair: DatabasePair | undefined;
  #move: UnderWay | undefined;
  /** The rebuilding that is under way. */
  #rebuilding: Promise<void> = Promise.resolve();

  constructor(state: AuroraGlobal, around: Surroundings) {
    this.#state = state;
    this.#around = around;
    this.#resync = new Resynchronisation(around);
  }

  /** Makes the databases those of the emulator's members. */
  async settle(state: AuroraGlobal): Promise<void> {
    this.#state = state;
    const { members } = state;
    const gone = (this.#pair?.regions ?? []).filter((region) => !members.some((member) => member.region === region));
    for (const region of gone) {
      this.#around.reset(region);
      this.#resync.remove(region);
      await this.#pair?.remove(region);
    }
    if (this.#pair?.regions.length === 0) await this.stop();
    const writer = members.find(({ isWriter }) => isWriter);
    if (writer === undefined) return;
    this.#pair ??= await this.#start(writer);
    for (const member of members) {
      if (this.#pair.regions.includes(member.region)) continue;
      await this.#pair.addStandby(member.region, hostsOf(this.#around.endpointsOf(member.arn)));
    }
    for (const { region, instances } of members) if (instances.length === 0) this.#around.reset(region);
    this.takeEffect();
  }

  /** Takes the faults into account that there are now. */
  takeEffect(): void {
    const pair = this.#pair;
    if (pair === undefined) return;
    const faults = this.#around.faults();
    for (const region of pair.regions) {
      // The writer's own is there for when it is a standby again.
      pair.setPassage(region, region === pair.writer ? "open" : passageBetween(faults, region, pair.writer));
    }
    this.#rebuilding = this.#rebuilding.then(async () => {
      for (const member of this.#state.members) {
        if (this.#pair === pair && this.#resync.isDue(member, pair))
          await this.#attempt(() => this.#resync.run(member, pair));
      }
    });
  }

  /** The port of a region's database; undefined where there is none, or none with an instance. */
  port(region: string): number | undefined {
    const member = this.#state.members.find((candidate) => candidate.region === region);
    return member === undefined || member.instances.length === 0 ? undefined : this.#pair?.port(region);
  }

  holds(arn: string): boolean {
    return this.#state.members.some((member) => member.arn === arn);
  }

  get id(): string {
    return this.#state.id;
  }

  get view(): GlobalView {
    const { id, members } = this.#state;
    const resyncing = members.filter(({ region }) => this.#resync.regions.has(region)).map(({ arn }) => arn);
    if (this.#move === undefined) return { id, resyncing };
    const { kind, from, to } = this.#move;
    return { id, resyncing, move: { kind, from: from.arn, to: to.arn } };
  }

  /** Why the writer cannot move to a member now; undefined where it can. */
  refusal(kind: MoveKind, toArn: string): string | undefined {
    const writer = this.#pair?.writer;
    if (writer === undefined) return `Global cluster ${this.id} has no database`;
    const circumstances = { writer, isMoving: this.#move !== undefined, resyncing: this.#resync.regions };
    return refusalOf({ kind, toArn }, this.#state, { ...circumstances, faults: this.#around.faults() });
  }

  /** Begins a move that {@link refusal} has nothing against. The roles stay as they are until it is done. */
  begin(kind: MoveKind, toArn: string): void {
    const { members } = this.#state;
    const to = members.find(({ arn }) => arn === toArn);
    const from = members.find(({ region }) => region === this.#pair?.writer);
    if (to === undefined || from === undefined) throw new Error(`${toArn} is no member of ${this.id}`);
    const seconds = promotionSeconds(this.#around.faults());
    const record: Mutable<DatabaseMove> = {
      kind,
      from: from.region,
      to: to.region,
      askedAt: now(),
      promotionSeconds: seconds,
      promotedAt: null,
      fencedAt: null,
      failure: null,
    };
    this.#moves.push(record);
    const timer = setTimeout(() => void this.#complete(), seconds * 1000);
    this.#move = { kind, from, to, record, timer };
    // A switchover begins by making the writer read-only.
    if (kind === "switchover") void this.#attempt(() => this.#fence(from, record));
  }

  async report(): Promise<DatabaseState> {
    const { id, members } = this.#state;
    const pair = this.#pair;
    const lagOf = async (region: string) => {
      if (pair === undefined || region === pair.writer || this.#resync.regions.has(region)) return null;
      return pair.lag(region).catch(() => null);
    };
    return {
      id,
      writer: pair?.writer ?? "",
      members: await Promise.all(
        members.map(async ({ region, instances }) => ({
          region,
          serves: instances.length > 0,
          lag: await lagOf(region),
          resyncing: this.#resync.regions.has(region),
        })),
      ),
      moves: this.#moves,
      tails: this.#resync.tails,
      problems: this.#problems,
    };
  }

  /** How far the secondaries are behind that reach the writer. */
  async measure(): Promise<MeasuredStandby[]> {
    const pair = this.#pair;
    if (pair === undefined) return [];
    const standbys = this.#state.members.filter(
      ({ region }) =>
        region !== pair.writer &&
        !this.#resync.regions.has(region) &&
        canDirect(this.#around.faults(), region, pair.writer),
    );
    return Promise.all(standbys.map(async ({ region, cluster }) => ({ region, cluster, lag: await pair.lag(region) })));
  }

  changePassword(password: string): Promise<void> {
    return this.#pair?.changePassword(password) ?? Promise.resolve();
  }

  /** @param remove The files too: it has been deleted, and its name may come again. @default false */
  async stop({ remove = false }: { readonly remove?: boolean } = {}): Promise<void> {
    clearTimeout(this.#move?.timer);
    this.#move = undefined;
    const pair = this.#pair;
    this.#pair = undefined;
    await this.#rebuilding;
    if (remove) for (const region of pair?.regions ?? []) await pair?.remove(region);
    await pair?.stop();
  }

  async #start(writer: AuroraMember): Promise<DatabasePair> {
    const master = this.#around.masterOf(writer.arn);
    if (master === undefined)
      throw new Error(`nobody knows the master user of ${writer.arn}: it was not made at this gate`);
    return DatabasePair.start({
      lodging: await this.#around.lodging(),
      authority: this.#around.authority,
      name: this.#state.resourceId,
      region: writer.region,
      hosts: hostsOf(this.#around.endpointsOf(writer.arn)),
      master,
    });
  }

  async #complete(): Promise<void> {
    const move = this.#move;
    if (move === undefined) return;
    const failure = await this.#attempt(() =>
      move.kind === "failover" ? this.#failOver(move) : this.#switchOver(move),
    );
    // Nobody waits for it any more when the databases have been stopped meanwhile.
    if (this.#move !== move) return;
    move.record.failure = failure ?? null;
    if (failure === undefined) {
      move.record.promotedAt = now();
      await this.#attempt(() => this.#around.nameWriter(this.id, move.to.arn));
    }
    this.#move = undefined;
    this.takeEffect();
    const { kind, to } = move;
    const outcome = failure === undefined ? "done" : "failed";
    await this.#attempt(() => this.#around.announce({ kind, outcome, to, members: this.#state.members }));
  }

  async #failOver({ from, to, record }: UnderWay): Promise<void> {
    if (this.#around.failing.next()) throw new Error("the promotion has failed, as it was told to");
    // As AWS does: by best effort. An old writer that cannot be reached goes on in its own region.
    if (canDirect(this.#around.faults(), to.region, from.region)) await this.#attempt(() => this.#fence(from, record));
    await this.#pair?.promote(to.region);
    this.#resync.add(from.region);
    this.#around.reset(to.region);
  }

  async #switchOver({ from, to, record }: UnderWay): Promise<void> {
    const pair = this.#pair;
    if (pair === undefined) return;
    try {
      if (this.#around.failing.next()) throw new Error("the promotion has failed, as it was told to");
      if (!canDirect(this.#around.faults(), to.region, from.region))
        throw new Error("the writer cannot be reached any more");
      await pair.switchOver(to.region);
    } catch (error) {
      if (pair.writer === from.region) await this.#attempt(() => pair.unfence(from.region));
      record.fencedAt = null;
      throw error;
    }
    for (const { region } of [from, to]) this.#around.reset(region);
  }

  async #fence({ region }: AuroraMember, record: Mutable<DatabaseMove>): Promise<void> {
    await this.#pair?.fence(region);
    record.fencedAt = now();
    this.#around.reset(region);
  }

  /** Why it did not succeed, which is kept for the report; undefined: it did. */
  async #attempt(work: () => Promise<void>): Promise<string | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#problems.push(problem);
      return problem;
    }
  }
}

function hostsOf(endpoints: ClusterEndpoints | undefined): string[] {
  return endpoints === undefined ? [] : [endpoints.writer, endpoints.reader, endpoints.instances];
}

function now(): string {
  return new Date().toISOString();
}
