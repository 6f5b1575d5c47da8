import { Chance } from "./chance.ts";
import { quietHistory } from "./history.ts";
import type { Fault, FaultKind } from "./history.ts";
import { simulate } from "./run.ts";

const secondMs = 1000;

/** What is simulated. */
export interface MonteCarloOptions {
  /** How many dark primaries, and how many incidents. */
  readonly runs: number;
  readonly seed: number;
  readonly checkIntervalMs: number;
  readonly failureThreshold: number;
}

/** What came out. Times are milliseconds from dark, one for each run that got there. */
export interface MonteCarloResult {
  readonly detectedMs: readonly number[];
  readonly writableMs: readonly number[];
  readonly incidents: number;
  /** Incidents that are no reason to leave the primary, after which it was left, by their kind. */
  readonly falseFailovers: Readonly<Record<string, number>>;
}

/** Incidents that pass by themselves or hit only what is seen of the primary, each as likely as the others. */
const passing: readonly FaultKind[] = [
  "primary-dark",
  "api-dead",
  "primary-slow",
  "heartbeat-missing",
  "cut",
  "standby-egress-cut",
  "verdict-unreadable",
  "control-down",
];

/** An incident of the primary itself is a passing one up to here: half of the outage that is promised. */
const blipSeconds = 30;

/**
 * The same decision and the same model as the properties use, at random phases: dark primaries for the times, passing
 * incidents for false failovers. One incident in three comes with a second one of another kind.
 */
export function monteCarlo({ runs, seed, checkIntervalMs, failureThreshold }: MonteCarloOptions): MonteCarloResult {
  const chance = new Chance(seed);
  const quiet = { ...quietHistory, checkIntervalMs, failureThreshold };
  const detectedMs: number[] = [];
  const writableMs: number[] = [];
  const falseFailovers: Record<string, number> = {};
  for (let run = 0; run < runs; run += 1) {
    const from = chance.between(20, 80) * secondMs;
    const drawn = () => ({ ...quiet, seed: chance.whole(), checkerLagMs: chance.between(0, 2) * secondMs });
    const dark = { kind: "primary-dark", from, to: Number.POSITIVE_INFINITY } as const;
    const { departures, standbyWritableAt } = simulate({ ...drawn(), lastsMs: from + 300 * secondMs, faults: [dark] });
    if (departures[0] !== undefined) detectedMs.push(departures[0].decidedAt - from);
    if (standbyWritableAt !== undefined) writableMs.push(standbyWritableAt - from);

    const faults = passingFaults(chance, from);
    const left = simulate({ ...drawn(), lastsMs: from + 300 * secondMs, faults }).departures.length > 0;
    const kinds = faults.map(({ kind }) => kind).join(" + ");
    if (left) falseFailovers[kinds] = (falseFailovers[kinds] ?? 0) + 1;
  }
  return { detectedMs, writableMs, incidents: runs, falseFailovers };
}

function passingFaults(chance: Chance, from: number): Fault[] {
  const first = passingFault(chance, from);
  return chance.happens(1 / 3) ? [first, passingFault(chance, from + chance.between(0, 30) * secondMs)] : [first];
}

function passingFault(chance: Chance, from: number): Fault {
  const kind = chance.oneOf(passing);
  const isOfPrimary = kind === "primary-dark" || kind === "api-dead" || kind === "primary-slow";
  return {
    kind,
    from,
    to: from + (isOfPrimary ? chance.between(1, blipSeconds) * secondMs : chance.between(10, 240) * secondMs),
  };
}
