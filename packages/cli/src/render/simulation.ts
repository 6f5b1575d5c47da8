import type { MonteCarloResult } from "@tandem/handlers/simulation";
import { nearestRank } from "@tandem/orchestrator";

export interface SimulationInput {
  readonly profile: string;
  readonly runs: number;
  readonly seed: number;
  readonly failureThreshold: number;
  /** Passing incidents a year. */
  readonly faultRates: readonly number[];
  readonly results: readonly { readonly intervalSeconds: number; readonly result: MonteCarloResult }[];
}

/** Seconds from dark; each is one of the sample (nearest rank). Null where no run got there. */
type Distribution = Readonly<Record<"p50" | "p95" | "p99" | "max", number | null>>;

/** What a simulation gave. Every figure in it is simulated. */
export interface SimulationReport {
  readonly schemaVersion: 1;
  readonly kind: "simulated";
  readonly profile: string;
  readonly runs: number;
  readonly seed: number;
  readonly failureThreshold: number;
  readonly intervals: readonly {
    readonly intervalSeconds: number;
    /** Dark primaries that were left before the end. */
    readonly left: number;
    readonly detection: Distribution;
    readonly failover: Distribution;
    /** Seconds at each whole percentile, for the plot. */
    readonly curves: { readonly detection: readonly number[]; readonly failover: readonly number[] };
    readonly falseFailovers: {
      readonly incidents: number;
      readonly count: number;
      readonly byKind: Readonly<Record<string, number>>;
      /** With none seen, at most three in as many incidents are to be expected (95 %): `atMost` says so. */
      readonly perYear: readonly {
        readonly incidentsPerYear: number;
        readonly expected: number;
        readonly atMost: number;
      }[];
    };
  }[];
}

export function simulationReport({ faultRates, results, ...given }: SimulationInput): SimulationReport {
  const intervals = results.map(({ intervalSeconds, result }) => {
    const { incidents } = result;
    const count = Object.values(result.falseFailovers).reduce((sum, one) => sum + one, 0);
    return {
      intervalSeconds,
      left: result.writableMs.length,
      detection: distribution(result.detectedMs),
      failover: distribution(result.writableMs),
      curves: { detection: curve(result.detectedMs), failover: curve(result.writableMs) },
      falseFailovers: {
        incidents,
        count,
        byKind: result.falseFailovers,
        perYear: faultRates.map((incidentsPerYear) => ({
          incidentsPerYear,
          expected: (count / incidents) * incidentsPerYear,
          atMost: (upperBound(count) / incidents) * incidentsPerYear,
        })),
      },
    };
  });
  return { schemaVersion: 1, kind: "simulated", ...given, intervals };
}

/** The report's figures for a person. */
export function simulationTable(report: SimulationReport): string {
  const { profile, runs, seed, failureThreshold, intervals } = report;
  const times = intervals.flatMap(({ intervalSeconds, left, detection, failover }) => [
    [`${intervalSeconds} s x ${failureThreshold}`, "dark to decided", String(left), ...figures(detection)],
    ["", "dark to standby writable", String(left), ...figures(failover)],
  ]);
  const rates = intervals.flatMap(({ intervalSeconds, falseFailovers: { count, incidents, perYear: years } }) =>
    years.map(({ incidentsPerYear, expected, atMost }) => [
      `${intervalSeconds} s x ${failureThreshold}`,
      String(incidentsPerYear),
      `${count} of ${incidents}`,
      perYear(expected),
      perYear(atMost),
    ]),
  );
  return [
    `simulated, nothing measured: ${profile}, ${runs} dark primaries and ${runs} passing incidents per interval, seed ${seed}`,
    lines([["health check", "seconds", "n", "p50", "p95", "p99", "max"], ...times]),
    lines([
      ["health check", "passing incidents a year", "false failovers", "a year", "a year, at most (95 %)"],
      ...rates,
    ]),
  ]
    .join("\n\n")
    .concat("\n");
}

function distribution(sampleMs: readonly number[]): Distribution {
  const at = (share: number) => (sampleMs.length === 0 ? null : nearestRank(sampleMs, share) / 1000);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function curve(sampleMs: readonly number[]): number[] {
  if (sampleMs.length === 0) return [];
  const sorted = sampleMs.toSorted((one, other) => one - other);
  return Array.from({ length: 101 }, (_, percent) => {
    const place = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1);
    return (sorted[place] ?? 0) / 1000;
  });
}

/** Upper bound, at 95 %, of the mean of a Poisson count: exact for none, the normal approximation for more. */
function upperBound(count: number): number {
  return count === 0 ? -Math.log(0.05) : count + 1.645 * Math.sqrt(count) + 1.645 ** 2;
}

function figures({ p50, p95, p99, max }: Distribution): string[] {
  return [p50, p95, p99, max].map((value) => value?.toFixed(1) ?? "-");
}

const twoFigures = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 2, useGrouping: false });

/** A rate with two figures: what a simulation of some thousand incidents can tell. */
export function perYear(rate: number): string {
  return twoFigures.format(rate);
}

function lines(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
