import { dataIn } from "@tandem/orchestrator";
import type { TeardownQuestion, TeardownReport } from "@tandem/orchestrator";

type Leftover = NonNullable<TeardownReport["teardown"]["remains"]>["leftovers"][number];

/** What a teardown will delete: per layer, what holds data by name; and which region is active. */
export function teardownQuestion({ environment, roles, layers, snapshots }: TeardownQuestion): string {
  const total = layers.reduce((sum, { resources }) => sum + resources.length, 0);
  const sides = Object.entries(roles.regions).map(([role, { region, state, detail }]) => {
    const active = roles.active === role ? ", active" : "";
    return `  ${role}: ${region}, ${state}${active}${detail === "" ? "" : ` (${detail})`}\n`;
  });
  const active = roles.active === undefined ? "no region can be told to be active" : `${roles.active} is active`;
  const lines = layers.flatMap(({ layer, resources }) => [
    `  ${layer.id}: ${count(resources.length, "resource")}\n`,
    ...dataIn(resources).map(
      ({ resource: { type, name, region }, loss }) =>
        `    ${type} ${name}${region === undefined ? "" : ` (${region})`}: you lose ${loss}\n`,
    ),
  ]);
  const kept = snapshots.map(({ type, region, id }) => `    ${type} ${id} (${region})\n`);
  return [
    `${environment}: ${active}\n`,
    ...sides,
    `this deletes ${count(total, "resource")} of ${count(layers.length, "layer")}, in this order\n`,
    ...lines,
    ...(kept.length === 0 ? [] : ["  and last what failovers had lost and kept in snapshots\n", ...kept]),
  ].join("");
}

/** What a teardown has left, for people. */
export function teardownSummary({ environment, ok, teardown: { layers, remains } }: TeardownReport): string {
  const deleted = layers.filter(({ status }) => status === "done");
  const open = layers.filter(({ status }) => status !== "done" && status !== "unchanged");
  const total = deleted.reduce((sum, { resources }) => sum + resources, 0);
  const swept = remains?.swept.map(({ type, region, id }) => `  swept: ${type} ${id} (${region})\n`) ?? [];
  const left = remains?.leftovers.flatMap(leftLines) ?? [];
  const keys =
    remains?.pendingDeletion.map(
      ({ type, region, id, pendingDeletion = "" }) => `  ${type} ${id} (${region}): ${pendingDeletion}\n`,
    ) ?? [];
  return [
    deleted.length === 0 && open.length === 0
      ? `${environment}: no layer of it exists\n`
      : `${environment}: deleted ${count(total, "resource")} of ${count(deleted.length, "layer")}\n`,
    ...open.map(
      ({ id, status, reason = "" }) => `  ${id}: ${status}${reason === "" ? "" : `: ${firstLine(reason)}`}\n`,
    ),
    ...swept,
    ...left,
    ...(remains !== null && left.length === 0
      ? [`nothing is left of it${keys.length === 0 ? "" : ", but for"}\n`]
      : []),
    ...keys,
    ...(ok ? [] : [next(environment, open.some(({ status }) => status === "failed") || left.length > 0)]),
  ].join("");
}

function leftLines({ type, region, id, reason, command }: Leftover): readonly string[] {
  return [
    `  left: ${type} ${id} (${region})${reason === undefined ? "" : `: ${firstLine(reason)}`}\n`,
    ...(command === undefined ? [] : [`    ${command}\n`]),
  ];
}

function next(environment: string, isWrong: boolean): string {
  const again = `tandem down ${environment} goes on from here`;
  return isWrong ? `fix: mend what is said above; then ${again}\n` : `next: ${again}\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
