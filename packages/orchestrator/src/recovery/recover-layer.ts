import { TandemError, urnTagKey, urnTagValue } from "@tandem/config";
import { projectName } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import type { Checkpoint, LayerEngine, PendingImport, PendingOperation, StackLock, StateStore } from "../ports.ts";
import { nameOf } from "../pulumi/events.ts";
import type { EmitRollout } from "../rollout/events.ts";
import type { Finding, ResourceLookup } from "./lookup.ts";
import { breakStaleLocks, describeLock } from "./stack-locks.ts";

export interface RecoveryOptions {
  readonly engine: Pick<LayerEngine, "checkpoint" | "settlePending">;
  readonly store: Pick<StateStore, "stackLocks" | "breakStackLocks">;
  readonly lookup: ResourceLookup;
  readonly emit: EmitRollout;
  readonly signal?: AbortSignal;
  /** The stack's state, where the caller has read it after the last run. @default read now */
  readonly checkpoint?: Checkpoint | undefined;
}

/** What a killed run had left behind, and what became of it. */
export interface RecoveryReport {
  /** The engine's locks that were taken from a holder that is gone. */
  readonly locks: readonly StackLock[];
  /** Creates that had happened. */
  readonly imported: readonly PendingImport[];
  /** URNs of creates that had not happened, or that can be done again. */
  readonly cleared: readonly string[];
  /** URNs of what was made only in part, or may have been, and was deleted to be made again. */
  readonly unfinished: readonly string[];
  /** URNs of what was being changed or deleted, read from the cloud again. */
  readonly reread: readonly string[];
}

/**
 * Puts a layer's state right after a run that was killed: locks, pending creates, updates and deletes. Emits a message
 * for each, and nothing where nothing was left behind.
 * @throws TandemError `stack-locked`, when somebody works on the stack; `pending-unclear`, when a create is pending of
 *   which nobody can tell whether it happened, and then nothing was changed
 */
export async function recoverLayer(layer: Layer, options: RecoveryOptions): Promise<RecoveryReport> {
  const { engine, store, lookup, emit, signal } = options;
  const say = (text: string): void => emit({ type: "layer-message", layer: layer.id, text });
  const locks = await breakStaleLocks(layer, { store, signal });
  for (const lock of locks) say(`took the lock of ${describeLock(lock)}, which is gone`);
  // A state that was read before its holder died may be older than the last that it wrote.
  const given = locks.length === 0 ? options.checkpoint : undefined;
  const checkpoint = given ?? (await engine.checkpoint(layer));
  const nothing = { locks, imported: [], cleared: [], unfinished: [], reread: [] };
  if (checkpoint === undefined || isSettled(checkpoint)) return nothing;
  const findings = await findCreates(checkpoint, lookup);
  requireClear(layer, findings);
  const imports = findings.flatMap(({ urn, finding }) =>
    typeof finding === "object" && "id" in finding ? [{ urn, ...finding }] : [],
  );
  const { absent, unfinished } = await engine.settlePending(layer, imports, signal === undefined ? {} : { signal });
  const gone = new Set([...absent, ...unfinished]);
  const imported = imports.filter(({ urn }) => !gone.has(urn));
  const kept = new Set([...imported.map(({ urn }) => urn), ...unfinished]);
  const cleared = findings.map(({ urn }) => urn).filter((urn) => !kept.has(urn));
  const reread = rereadIn(checkpoint).filter((urn) => !unfinished.includes(urn));
  for (const { urn, id } of imported) say(`took over ${described(urn)}, which had been made as ${id}`);
  for (const urn of cleared) say(`${described(urn)} had not been made`);
  for (const urn of unfinished) say(`deleted ${described(urn)}, which may have been made only in part`);
  for (const urn of reread) say(`read ${described(urn)} again`);
  return { locks, imported, cleared, unfinished, reread };
}

function isSettled({ pendingOperations, resources }: Checkpoint): boolean {
  return pendingOperations.length === 0 && resources.every(({ unread }) => unread !== true);
}

function rereadIn({ pendingOperations, resources }: Checkpoint): readonly string[] {
  const interrupted = pendingOperations.filter(({ kind }) => kind === "updating" || kind === "deleting");
  const unread = resources.filter((resource) => resource.unread === true);
  return [...new Set([...interrupted, ...unread].map(({ urn }) => urn))];
}

interface Found {
  readonly urn: string;
  readonly pending: PendingOperation;
  readonly finding: Finding;
}

/** Every pending create once: each run that was killed without a recovery leaves one more of the same resource. */
async function findCreates(
  { pendingOperations, resources }: Checkpoint,
  lookup: ResourceLookup,
): Promise<readonly Found[]> {
  const creates = new Map(
    pendingOperations.filter(({ kind }) => kind === "creating").map((pending) => [pending.urn, pending]),
  );
  return Promise.all(
    [...creates].map(async ([urn, pending]) => {
      const known = resources.filter(({ type }) => type === pending.type).map(({ id }) => id);
      return { urn, pending, finding: await lookup.find(pending, known) };
    }),
  );
}

function requireClear(layer: Layer, findings: readonly Found[]): void {
  const unclear = findings.flatMap(({ pending, finding }) =>
    typeof finding === "object" && "cannotTell" in finding ? [`  ${lineOf(pending, finding.cannotTell)}`] : [],
  );
  if (unclear.length === 0) return;
  throw new TandemError(
    "pending-unclear",
    `${projectName(layer.contract)}/${layer.stackName} has creates of which nobody can tell whether they happened\n${unclear.join("\n")}`,
    {
      kind: "deploy",
      hint: "look in AWS: give what is this environment's own the tag that is named, or delete it; then run the command again",
    },
  );
}

function lineOf({ urn, region }: PendingOperation, reason: string): string {
  return `${described(urn)} in ${region ?? "no region"}: ${reason}; its tag: ${urnTagKey}=${urnTagValue(urn)}`;
}

/** The type and the name at the end of a URN. */
function described(urn: string): string {
  return `${urn.split("::").at(2)?.split("$").at(-1) ?? ""} ${nameOf(urn)}`;
}
