import type { Cost, CostLine } from "./report.ts";

/** What is billed for as long as it stands, and makes a standby dear or minimal. */
export const standingKinds = [
  "instances",
  "instances stopped in the warm pool",
  "database instances",
  "NAT gateways",
  "public addresses",
  "load balancers",
  "interface endpoints",
] as const;
export type StandingKind = (typeof standingKinds)[number];

/** How many of each kind stand in either region and what they cost, standby beside primary; kinds that neither has are left out. */
export function standingOf(lines: readonly CostLine[]): Cost["standing"] {
  return standingKinds.flatMap((kind) => {
    const own = lines.filter(({ stands }) => stands?.kind === kind);
    const on = (side: CostLine["side"]) => {
      const there = own.filter((line) => line.side === side);
      return {
        count: there.reduce((sum, { stands }) => sum + (stands?.count ?? 0), 0),
        monthly: Math.round(there.reduce((sum, { monthly }) => sum + monthly, 0) * 100) / 100,
      };
    };
    return own.length === 0 ? [] : [{ kind, primary: on("primary"), standby: on("standby") }];
  });
}
