import type { DrillReport } from "@tandem/orchestrator";

/** A line for each scenario with what it measured, what was wrong below it, and where the report is. */
export function drillSummary(
  { scenarios, ok, availability, comparison }: DrillReport,
  files: readonly string[],
): string {
  const width = Math.max(...scenarios.map(({ id }) => id.length));
  const lines = scenarios.flatMap((scenario) => {
    const { id, outage, readOutages, stores, twoWritersSeconds, keptTails = [], problems } = scenario;
    const { read, health } = readOutages.seconds;
    const lost = stores.reduce((sum, store) => sum + store.lost.length, 0);
    const acknowledged = stores.reduce((sum, store) => sum + store.acknowledged, 0);
    const facts = [
      `outage ${outage.seconds.toFixed(1)} s of ${outage.budgetSeconds}`,
      `reads ${Math.max(read, health).toFixed(1)} s of ${readOutages.budgetSeconds}`,
      `${lost} of ${acknowledged} acknowledged writes lost`,
      ...(twoWritersSeconds > 0 ? [`two writers for ${twoWritersSeconds.toFixed(1)} s`] : []),
    ];
    return [
      `${scenario.ok ? "ok" : "x "} ${id.padEnd(width)}  ${facts.join(", ")}`,
      ...keptTails.map(
        ({ region, keptAs }) => `   ${" ".repeat(width)}  the lost tail of ${region} is kept as the snapshot ${keptAs}`,
      ),
      ...problems.map((problem) => `   ${" ".repeat(width)}  ! ${problem}`),
    ];
  });
  const { expected, target, terms, unmeasured } = availability;
  const year =
    terms.length === 0
      ? []
      : [
          `availability of a year at the assumed failure rates: ${percent(expected)}, target ${percent(target)}`,
          ...(unmeasured.length === 0 ? [] : [`left out of it, since not drilled: ${unmeasured.join(", ")}`]),
        ];
  return [
    "",
    ...lines,
    "",
    ...(comparison === undefined ? [] : [compared(comparison)]),
    ...year,
    `${ok ? "every scenario went as expected" : "not as expected"}; measured on the emulator`,
    `report: ${files.join(", ")}`,
    "",
  ].join("\n");
}

function compared({ of, outageSeconds, referenceOutageSeconds, ratio, budget }: Comparison) {
  const outages = `${outageSeconds.toFixed(1)} s, with the reference settings ${referenceOutageSeconds.toFixed(1)} s`;
  return `the primary dark, ${of}: ${outages}; ${ratio.toFixed(2)} of it, at most ${budget}`;
}

type Comparison = NonNullable<DrillReport["comparison"]>;

/** What an outage depends on, in a phrase. */
export function settingsPhrase(settings: DrillReport["settings"]): string {
  const { checkIntervalSeconds, failureThreshold, ttlSeconds, controller } = settings;
  const who = `${controller ? "with" : "without"} the failover controller`;
  return `health check every ${checkIntervalSeconds} s, ${failureThreshold} failures; TTL ${ttlSeconds} s; ${who}`;
}

/** `99.9931 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(4)} %`;
}
