/** A sample in four figures, each one that was measured (nearest rank), in the sample's own unit. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** @throws RangeError for an empty sample */
export function percentiles(sample: readonly number[]): Percentiles {
  const at = (share: number) => nearestRank(sample, share);
  return { count: sample.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** The middle of a sample; the mean of the two in the middle when their number is even. @throws RangeError when empty */
export function median(sample: readonly number[]): number {
  const sorted = sample.toSorted((one, other) => one - other);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  const [first] = middle;
  if (first === undefined) throw new RangeError("an empty sample has no median");
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** The smallest value that at least this share of the sample does not exceed. @throws RangeError when empty */
export function nearestRank(sample: readonly number[], share: number): number {
  const value = sample.toSorted((one, other) => one - other)[Math.ceil(share * sample.length) - 1];
  if (value === undefined) throw new RangeError("an empty sample has no percentiles");
  return value;
}
