import { describeParts } from "@tandem/orchestrator";
import type { EnvironmentStatus, LayerState } from "@tandem/orchestrator";
import { age, holderText } from "./holder.ts";

/** The roles, then a line for each layer, and below it whatever needs a person's eye. */
export function statusLines(
  { environment, layers, roles, unprotected, rollout }: EnvironmentStatus,
  now: Date,
): string {
  const { active, regions } = roles;
  const headline =
    active === undefined ? "which region is active is unknown" : `${regions[active].region} (${active}) is active`;
  const width = Math.max(...layers.map(({ id }) => id.length));
  return [
    `${environment}: ${headline}${unprotected === true ? ", UNPROTECTED until failback" : ""}`,
    ...(["primary", "standby"] as const).map((role) => {
      const { region, state, epoch, detail } = regions[role];
      const facts = [state, ...(epoch === undefined ? [] : [`epoch ${epoch}`]), ...(detail === "" ? [] : [detail])];
      return `  ${role} ${region}: ${facts.join(", ")}`;
    }),
    ...(rollout === null
      ? []
      : [`  tandem ${rollout.command} is running: ${holderText(rollout)}, ${age(rollout.takenAt, now)}`]),
    "layers",
    ...layers.flatMap((layer) => layerLines(layer, width, now)),
    "",
  ].join("\n");
}

function layerLines(layer: LayerState, width: number, now: Date): readonly string[] {
  const { id, stack, state, stale, pending, locks, lastRun, byHand } = layer;
  // What an operation is at now has not been cut off, and it is what writes the state.
  const isBusy = locks?.some(({ gone }) => !gone) === true;
  const notes = [
    ...(stale.length === 0 ? [] : [`stale: ${describeParts(stale)}`]),
    ...(byHand === true && !isBusy ? ["written since by others than tandem"] : []),
    ...(lastRun?.status === "failed" ? [`the last run, ${lastRun.run}, failed`] : []),
    ...(isBusy ? [] : pending.map(({ kind, urn }) => `pending: ${kind} ${resourceOf(urn)}`)),
    ...(isBusy && pending.length > 0 ? [`${kindsOf(pending)} now`] : []),
    ...(locks ?? []).map((lock) => `locked: ${holderText(lock)}, ${age(lock.takenAt, now)}`),
  ];
  const facts = state === "absent" ? [`${stack} does not exist`] : presentFacts(layer, now);
  return [`  ${id.padEnd(width)}  ${facts.join(", ")}`, ...notes.map((note) => `  ${" ".repeat(width)}  ! ${note}`)];
}

/** `creating 2, updating 1` */
function kindsOf(pending: LayerState["pending"]): string {
  const kinds = [...new Set(pending.map(({ kind }) => kind))];
  return kinds.map((kind) => `${kind} ${pending.filter((each) => each.kind === kind).length}`).join(", ");
}

/** The type and the name at the end of a URN. */
function resourceOf(urn: string): string {
  const [, , types, ...name] = urn.split("::");
  return types === undefined ? urn : `${types.split("$").at(-1)} ${name.join("::")}`;
}

function presentFacts({ state, updatedAt, resources, drift }: LayerState, now: Date): readonly string[] {
  const held = state === "empty" ? "empty" : `${resources} ${resources === 1 ? "resource" : "resources"}`;
  const updated = updatedAt === null ? [] : [`updated ${age(updatedAt, now)}`];
  return [held, ...updated, driftText(drift, now)];
}

function driftText(drift: LayerState["drift"], now: Date): string {
  if (drift === null || drift.status === "unknown" || drift.status === "missing") return "drift unknown";
  const found = drift.status === "clean" ? "no drift" : `${drift.resources} drifted`;
  return `${found} ${age(drift.at, now)}`;
}
