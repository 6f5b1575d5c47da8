import type { DrillReport, ScenarioReport } from "./report.ts";

/** The longest outage of Tandem's as a share of the reference's. */
const budget = 0.4;

type Comparison = NonNullable<DrillReport["comparison"]>;

/**
 * The same loss with the environment's own settings and with the reference's; undefined unless both were drilled.
 * @param of What is compared: where a database is promoted, which takes the same time on both sides, `reads`.
 */
export function comparisonOf(
  reports: readonly Pick<ScenarioReport, "id" | "outage" | "readOutages">[],
  of: Comparison["of"],
): Comparison | undefined {
  const secondsOf = ({ outage, readOutages }: (typeof reports)[number]) =>
    of === "writes" ? outage.seconds : Math.max(...Object.values(readOutages.seconds));
  const outagesOf = (id: string) => reports.filter((report) => report.id === id).map(secondsOf);
  const [scenario, reference] = ["primary-dark", "primary-dark-reference"] as const;
  const [own, others] = [outagesOf(scenario), outagesOf(reference)];
  if (own.length === 0 || others.length === 0) return undefined;
  // Of several, those that speak least for Tandem.
  const [outageSeconds, referenceOutageSeconds] = [Math.max(...own), Math.min(...others)];
  const ratio = outageSeconds / referenceOutageSeconds;
  return { scenario, reference, of, outageSeconds, referenceOutageSeconds, ratio, budget, ok: ratio <= budget };
}
