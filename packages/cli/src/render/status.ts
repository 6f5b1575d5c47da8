import { describeParts } from "@tandem/orchestrator";
import type { EnvironmentStatus, LayerState } from "@tandem/orchestrator";

/** The roles, then a line for each layer, and below it whatever needs a person's eye. */
export function statusLines({ environment, layers, roles, rollout }: EnvironmentStatus, now: Date): string {
  const { active, regions } = roles;
  const width = Math.max(...layers.map(({ id }) => id.length));
  return [
    `${environment}: ${active === undefined ? "which region is active is unknown" : `${regions[active].region} (${active}) is active`}`,
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
  const notes = [
    ...(stale.length === 0 ? [] : [`stale: ${describeParts(stale)}`]),
    ...(byHand === true ? ["written since by others than tandem"] : []),
    ...(lastRun?.status === "failed" ? [`the last run, ${lastRun.run}, failed`] : []),
    ...pending.map(({ kind, urn }) => `pending: ${kind} ${urn}`),
    ...(locks ?? []).map((lock) => `locked: ${holderText(lock)}, ${age(lock.takenAt, now)}`),
  ];
  const facts = state === "absent" ? [`${stack} does not exist`] : presentFacts(layer, now);
  return [`  ${id.padEnd(width)}  ${facts.join(", ")}`, ...notes.map((note) => `  ${" ".repeat(width)}  ! ${note}`)];
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

function holderText({ username, hostname, pid, gone }: NonNullable<LayerState["locks"]>[number]): string {
  return `${username} on ${hostname}, process ${pid}${gone ? ", which is gone" : ""}`;
}

const units = [
  { name: "day", seconds: 86_400 },
  { name: "h", seconds: 3600 },
  { name: "min", seconds: 60 },
] as const;

/** `5 min ago` */
function age(at: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000));
  const unit = units.find((each) => seconds >= each.seconds);
  if (unit === undefined) return `${seconds} s ago`;
  const count = Math.floor(seconds / unit.seconds);
  return `${count} ${unit.name}${unit.name === "day" && count > 1 ? "s" : ""} ago`;
}
