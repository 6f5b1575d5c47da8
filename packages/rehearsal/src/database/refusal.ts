import type { Fault } from "@tandem/orchestrator/ports";
import type { AuroraGlobal } from "./aurora.ts";
import type { MoveKind } from "./global-answers.ts";
import { canDirect, engineVersion, isHeadless } from "./reach.ts";

/** What a move of the writer depends on beyond the members. */
export interface Circumstances {
  /** Its region. */
  readonly writer: string;
  /** Another move is under way. */
  readonly isMoving: boolean;
  /** Regions of members that do not follow the writer yet. */
  readonly resyncing: ReadonlySet<string>;
  readonly faults: readonly Fault[];
}

/**
 * Why Aurora refuses to move the writer to a member; undefined where it does not. It names these conditions in "Using
 * switchover or failover in Amazon Aurora Global Database", but not its messages, which are made up here.
 */
export function refusalOf(
  { kind, toArn }: { readonly kind: MoveKind; readonly toArn: string },
  { id, members }: AuroraGlobal,
  { writer, isMoving, resyncing, faults }: Circumstances,
): string | undefined {
  const to = members.find(({ arn }) => arn === toArn);
  const from = members.find(({ region }) => region === writer);
  if (to === undefined || from === undefined) return `${toArn} is no member of global cluster ${id}`;
  if (isMoving) return `Global cluster ${id} is moving its writer already`;
  if (to.instances.length === 0 || isHeadless(faults, to.region))
    return `DB cluster ${to.cluster} has no DB instance and cannot be promoted`;
  const [toVersion, fromVersion] = [to, from].map(
    (member) => engineVersion(faults, member.region) ?? member.engineVersion,
  );
  if (toVersion !== fromVersion) {
    return `DB cluster ${to.cluster} runs engine version ${toVersion} and the writer ${fromVersion}`;
  }
  if (resyncing.has(to.region)) return `DB cluster ${to.cluster} is being resynchronized`;
  if (kind === "switchover" && !canDirect(faults, to.region, writer)) {
    return `The writer of global cluster ${id} cannot be reached`;
  }
  return undefined;
}
