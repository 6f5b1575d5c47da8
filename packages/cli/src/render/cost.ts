import type { CostLine, CostReport } from "@tandem/orchestrator";

/** How many lines are shown; `--json` has them all. */
const SHOWN = 15;

/** What an environment costs: by layer and region, standby against primary, what is dearest, and what it rests on. */
export function costText({ environment, profile, cost }: CostReport): string {
  const { basis, pricesAsOf, monthly, sides, standing, layers, lines, unpriced, assumptions, assumedShare } = cost;
  const rows = [...layers.map(({ layer, ...each }) => [layer, ...amounts(each)]), ["total", ...amounts(sides)]];
  const hidden = lines.length - SHOWN;
  return [
    `${environment} (${profile}): about ${usd(monthly)} USD a month, as ${basis}, at prices of ${pricesAsOf}\n`,
    ...table([["", "primary", "standby", "both"], ...rows]),
    `${against(sides)}\n`,
    ...(standing.length === 0
      ? []
      : table([["what stands there", "primary", "USD", "standby", "USD"], ...standing.map(standingRow)])),
    "dearest (* at a price that could not be confirmed)\n",
    ...lines.slice(0, SHOWN).map((line) => `  ${lineText(line)}\n`),
    ...(hidden > 0 ? [`  and ${hidden} more; --json has all\n`] : []),
    ...(unpriced.length === 0 ? [] : ["not in it\n"]),
    ...unpriced.map(({ layer, type, resource, why }) => `  ${layer}: ${type} ${resource}: ${why}\n`),
    "assumed\n",
    `  ${Math.round(assumedShare * 100)} % of it rests on prices that could not be confirmed for their region\n`,
    ...assumptions.map((each) => `  ${each}\n`),
  ].join("");
}

function amounts({ primary, standby, global }: Readonly<Record<"primary" | "standby" | "global", number>>) {
  return [usd(primary), usd(standby), usd(global)];
}

function standingRow({ kind, primary, standby }: CostReport["cost"]["standing"][number]): readonly string[] {
  return [kind, ...[primary, standby].flatMap(({ count, monthly }) => [`${count}`, usd(monthly)])];
}

function usd(value: number): string {
  return value.toFixed(2);
}

function against({ primary, standby }: { readonly primary: number; readonly standby: number }): string {
  const share = primary === 0 ? "" : `, ${Math.round((standby / primary) * 100)} % of the primary's`;
  return `the standby region costs ${usd(standby)}${share}`;
}

function lineText({ region, resource, item, quantity, unit, unitPrice, monthly, assumed }: CostLine): string {
  const amount = Number(quantity.toPrecision(4));
  const price = Number(unitPrice.toPrecision(6));
  return `${usd(monthly).padStart(8)}${assumed ? "*" : " "} ${region} ${resource}: ${item}, ${amount} × ${price} (${unit})`;
}

/** Columns, the first to the left and the amounts to the right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) => {
    const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(width(0)) : cell.padStart(width(column))));
    return `  ${cells.join("  ")}\n`;
  });
}
