/** How often each kind of failure is assumed to come, a year. Assumptions, not measurements; the report says so. */
export interface FailureRate {
  readonly scenario: string;
  readonly perYear: number;
  /** Where the figure is from. */
  readonly why: string;
}

/** What the target allows: 99.99 %, in seconds a year. */
const targetAvailability = 0.9999;

const secondsPerYear = 365.25 * 24 * 3600;

/**
 * Assumed rates. AWS publishes none; the figures lie above what its public post-event summaries show for one region, so
 * that the result errs on the side of too low.
 */
export const assumedRates: readonly FailureRate[] = [
  { scenario: "primary-dark", perYear: 0.5, why: "a whole region out of reach once in two years" },
  { scenario: "api-dark", perYear: 2, why: "an API's own outage, by AWS or by a bad deployment, twice a year" },
  {
    scenario: "database-dark",
    perYear: 4,
    why: "a writer that its own region does not replace within 60 s, by AWS or by a bad change to schema or load, every quarter",
  },
  { scenario: "primary-slow", perYear: 2, why: "a gray failure twice a year" },
  { scenario: "planned", perYear: 4, why: "a planned failover and failback every quarter, as an exercise" },
];

export interface Availability {
  readonly target: number;
  /** 1 minus the share of a year that the measured outages take at the assumed rates. */
  readonly expected: number;
  readonly outageSecondsPerYear: number;
  readonly meets: boolean;
  readonly terms: (FailureRate & { readonly outageSeconds: number })[];
  /** Scenarios with a rate that the environment can have and that were not drilled, and so are left out. */
  readonly unmeasured: string[];
}

/**
 * The yearly availability that measured outages give at the assumed rates. Failures are counted as if they never
 * overlapped, and nothing else as if it ever failed.
 * @param outages Measured outages of each scenario in seconds; of several, the longest counts.
 * @param possible The scenarios that the environment can have: one without a database has no outage of it
 */
export function availabilityOf(
  outages: readonly { readonly scenario: string; readonly outageSeconds: number }[],
  possible: readonly string[],
  rates: readonly FailureRate[] = assumedRates,
): Availability {
  const counted = rates.filter(({ scenario }) => possible.includes(scenario));
  const terms = counted.flatMap((rate) => {
    const measured = outages.filter(({ scenario }) => scenario === rate.scenario);
    if (measured.length === 0) return [];
    return [{ ...rate, outageSeconds: Math.max(...measured.map(({ outageSeconds }) => outageSeconds)) }];
  });
  const outageSecondsPerYear = terms.reduce((sum, { perYear, outageSeconds }) => sum + perYear * outageSeconds, 0);
  const expected = 1 - outageSecondsPerYear / secondsPerYear;
  const measured = new Set(terms.map(({ scenario }) => scenario));
  return {
    target: targetAvailability,
    expected,
    outageSecondsPerYear,
    meets: expected >= targetAvailability,
    terms,
    unmeasured: counted.map(({ scenario }) => scenario).filter((scenario) => !measured.has(scenario)),
  };
}
