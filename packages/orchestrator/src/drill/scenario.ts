import type { Role, Topology } from "@tandem/config";
import type { RequestEnd, RequestKind } from "../failover/request.ts";
import type { ControllerView } from "../failover/controller-state.ts";
import type { Situation } from "../failover/situation.ts";
import type { Fault } from "../ports.ts";
import type { LoadOptions } from "./load.ts";
import type { DrillSettings } from "./settings.ts";

/** What must be true of a drill when it is over. */
export interface Expectation {
  /** The operations that are decided, in order: `disaster`, `switchover`, `planned-failover`, `failback`; empty for none. */
  readonly operations: readonly string[];
  /**
   * Operations that may be decided beside these, and none else: `reinstate`, where DNS may name the other region for a
   * moment and the active one fences itself. It gives the active region its writes back; it moves nobody.
   * @default none
   */
  readonly tolerated?: readonly string[];
  /** The region that takes writes at the end. */
  readonly active: Role;
  /** Names of alarms that must have been told of. @default none */
  readonly alarms?: readonly string[];
  /**
   * Clients that write may be without a good answer for this long at most, in seconds; where a database's writer moves with
   * the roles, its promotion is allowed on top.
   */
  readonly outageSeconds: number;
  /** The same for clients that read, which wait for no promotion. @default as for those that write, without a promotion */
  readonly readOutageSeconds?: number;
  /** How far before the fault a write that a database has lost may have been acknowledged, in seconds. @default 1 */
  readonly rpoSeconds?: number;
  /** So many writes at least are acknowledged a second before anything is done to clients. @default none */
  readonly writesPerSecond?: number;
  /** Writes must have been lost: the scenario is one of a tail. @default none need be */
  readonly losesWrites?: boolean;
}

/** One thing that goes wrong, or is done on purpose, and what is expected of it. */
export interface Scenario {
  readonly id: string;
  /** What happens, in a phrase. */
  readonly title: string;
  readonly expected: Expectation;
  /** The region that is active before it. @default "primary" */
  readonly startsAt?: Role;
  /**
   * Put in place of the environment's own before clients begin, for good: whatever is drilled in it afterwards tells
   * nothing, so such a scenario comes last. @default the environment's own
   */
  readonly settings?: DrillSettings;
  /**
   * Only where the profile has a database; or has one and serves from instances, since the emulator's Lambda, which is one
   * process, takes some thirty requests a second. @default any profile
   */
  readonly needs?: "database" | "instances";
  /** How clients write. @default as the load client does by itself */
  readonly load?: Pick<LoadOptions, "writers" | "requestsPerSecond">;
  /** Runs while clients write. */
  readonly run: (stage: Stage) => Promise<void>;
}

/** What a scenario can do, and wait for. Every step goes into the timeline. */
export interface Stage {
  readonly topology: Topology;
  /** Puts these faults in place of those that there are; none heals everything. */
  fault(...faults: readonly Fault[]): Promise<void>;
  /** Waits until the controller's state is so. @throws Error after that many seconds, with what it was waiting for */
  until(what: string, seconds: number, holds: (state: ControllerView) => boolean): Promise<ControllerView>;
  /** Waits until `tandem watch` shows it so. @throws Error after that many seconds, with what it was waiting for */
  untilSeen(what: string, seconds: number, holds: (situation: Situation) => boolean): Promise<Situation>;
  /** Waits until this region takes clients' writes again. */
  untilServedBy(role: Role, seconds: number): Promise<void>;
  /** Waits until this region answers clients' reads. */
  untilReadFrom(role: Role, seconds: number): Promise<void>;
  /** Makes this region's cluster the database's writer, as a person does who is told and acts at once. */
  promote(role: Role): Promise<void>;
  /** Waits until a client gets no good answer: a fault that nobody feels proves nothing. */
  untilFelt(seconds: number): Promise<void>;
  /** Lets time pass: long enough for what must not happen. */
  hold(seconds: number): Promise<void>;
  /** As `hold`. @throws Error where the controller begins an operation meanwhile */
  holdStill(seconds: number): Promise<void>;
  /** As `hold`. @throws Error where DNS leads a client to this region meanwhile */
  holdAwayFrom(role: Role, seconds: number): Promise<void>;
  /** As `hold`. @throws Error where this region takes a client's write meanwhile */
  holdWithoutWritesIn(role: Role, seconds: number): Promise<void>;
  /** Asks the controller, and waits for the end. */
  request(kind: RequestKind): Promise<RequestEnd>;
  /** Asks the controller for what it must refuse. @throws Error where it does not, or for other reasons */
  refused(kind: RequestKind, reason: RegExp): Promise<void>;
  /** Writes an item into the state table, as nobody should. */
  tamper(item: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Ends the controller's processes by SIGKILL in each of these steps, in order, of an operation that is or gets under way.
   * Its schedule starts others, and this starts one at once.
   * @throws Error where a step is not seen: one that passed without a kill proves nothing
   */
  killInEachStep(kind: string, steps: readonly string[], seconds: number): Promise<void>;
}
