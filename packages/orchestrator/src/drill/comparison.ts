import type { DrillReport, ScenarioReport } from "./report.ts";

/** The longest outage of Tandem's as a share of the reference's. */
const budget = 0.4;

/** The same loss with the environment's own settings and with the reference's; undefined unless both were drilled. */
export function comparisonOf(
  reports: readonly Pick<ScenarioReport, "id" | "outage">[],
): NonNullable<DrillReport["comparison"]> | undefined {
  const outagesOf = (id: string) => reports.filter((report) => report.id === id).map(({ outage }) => outage.seconds);
  const [scenario, reference] = ["primary-dark", "primary-dark-reference"] as const;
  const [own, others] = [outagesOf(scenario), outagesOf(reference)];
  if (own.length === 0 || others.length === 0) return undefined;
  // Of several, those that speak least for Tandem.
  const [outageSeconds, referenceOutageSeconds] = [Math.max(...own), Math.min(...others)];
  const ratio = outageSeconds / referenceOutageSeconds;
  return { scenario, reference, outageSeconds, referenceOutageSeconds, ratio, budget, ok: ratio <= budget };
}
