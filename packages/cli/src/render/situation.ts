import type { ControllerView, Known, Situation } from "@tandem/orchestrator";

/** How many of the last decisions are shown. */
const SHOWN_DECISIONS = 8;

/** Where an environment's failover stands: a headline, both regions, what the witnesses say, the last decisions. */
export function situationLines(situation: Situation): string {
  const { environment, regions, witness, role, latch } = situation;
  const time = situation.at.slice(11, 19);
  return [
    `${environment} at ${time} UTC: ${headline(situation)}`,
    ...(["primary", "standby"] as const).flatMap((side) => {
      const { region, health, ready, fence, heartbeatAge } = regions[side];
      const fenceText = said(fence, ({ epoch, fenced }) => `${fenced ? "fenced" : "open"} at epoch ${epoch}`);
      return [
        `  ${side} ${region}`,
        `    health     ${said(health)}`,
        `    ready      ${said(ready, (value) => (value ? "yes" : "no"))}`,
        `    fence      ${fenceText}`,
        `    heartbeat  ${said(heartbeatAge, (seconds) => `${seconds} s old in the standby region`)}`,
      ];
    }),
    "  witnesses",
    `    Route 53   the primary's endpoint is ${said(witness)}`,
    `    DNS role   ${said(role)}`,
    `    latch      ${said(latch, ({ set, epoch }) => `${set ? "set" : "not set"} at epoch ${epoch}`)}`,
    "  controller",
    ...controllerLines(situation),
    "",
  ].join("\n");
}

function headline({ controller, protection }: Situation): string {
  if (!controller.known) return `which region is active is unknown (${controller.why})`;
  const { active, operation } = controller.value;
  const doing = operation === undefined ? "" : `; ${operation.kind} to ${operation.to} under way, at ${operation.step}`;
  const word = { UNPROTECTED: ", UNPROTECTED until failback", protected: ", protected", unknown: "" }[protection];
  return `${active} is active${word}${doing}`;
}

function controllerLines({ controller, armed, regions }: Situation): string[] {
  if (armed.known && !armed.value) return ["    not armed: roll out global/traffic"];
  if (!controller.known) return [`    unknown: ${controller.why}`];
  const { alarms, streak, lostTail, decisions } = controller.value;
  return [
    `    alarms     ${alarms.length === 0 ? "none" : alarms.join(", ")}`,
    ...(streak === undefined ? [] : [`    seen       ${streak.finding}, ${streak.count} times in a row`]),
    ...(lostTail === undefined ? [] : [`    lost tail  ${lostTailPhrase(lostTail, regions[lostTail.side].region)}`]),
    ...decisions.slice(-SHOWN_DECISIONS).map((decision) => `    ${decisionLine(decision)}`),
  ];
}

/** What became of the writes that a failover has left behind in a region. */
function lostTailPhrase({ snapshot, keptAs }: NonNullable<ControllerView["lostTail"]>, region: string): string {
  if (keptAs !== undefined) return `of ${region} is kept as the snapshot ${keptAs}`;
  const where = snapshot === undefined ? "no snapshot of it is found" : `its snapshot ${snapshot} expires`;
  return `of ${region} is not kept yet: ${where}`;
}

/** `14:03:07 epoch 2  disaster to standby decided (verdict down; heartbeat stale)` */
export function decisionLine({ at, epoch, what, reasons }: ControllerView["decisions"][number]): string {
  const why = reasons.length === 0 ? "" : ` (${reasons.join("; ")})`;
  return `${new Date(at).toISOString().slice(11, 19)} epoch ${epoch}  ${what}${why}`;
}

function said<Value>(known: Known<Value>, text: (value: Value) => string = String): string {
  return known.known ? text(known.value) : `unknown: ${known.why}`;
}
