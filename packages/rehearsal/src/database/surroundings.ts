import type { Fault } from "@tandem/orchestrator/ports";
import type { AuroraMember } from "./aurora.ts";
import type { Authority } from "./certificate.ts";
import type { ClusterEndpoints } from "./endpoint-names.ts";
import type { MoveKind } from "./global-answers.ts";
import type { Lodging } from "./lodging.ts";
import type { FailingPromotions } from "./reach.ts";
import type { Master } from "./roles.ts";

/** What the databases of a rehearsal share, and what they ask of the world around them. */
export interface Surroundings {
  readonly lodging: () => Promise<Lodging>;
  readonly authority: Authority;
  readonly failing: FailingPromotions;
  faults(): readonly Fault[];
  endpointsOf(arn: string): ClusterEndpoints | undefined;
  /** What the cluster was made with; undefined where nobody knows. */
  masterOf(arn: string): Master | undefined;
  /** Resets the connections to a region's database. */
  reset(region: string): void;
  /** Has the emulator name another member as the writer. */
  nameWriter(id: string, arn: string): Promise<void>;
  /** Keeps the data of an old writer, as AWS does; returns what it is called. */
  keepSnapshot(member: AuroraMember): Promise<string>;
  /** Tells whoever has subscribed to it what has become of a move. */
  announce(event: MoveEvent): Promise<void>;
}

/** How a move has ended. */
export interface MoveEvent {
  readonly kind: MoveKind;
  readonly outcome: "done" | "failed";
  readonly to: AuroraMember;
  readonly members: readonly AuroraMember[];
}
