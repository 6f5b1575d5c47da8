import type { Region } from "@tandem/config";

/** One thing that a backend needs, and how it comes about. Steps are taken in order. */
export interface Step {
  /** What it is, for people: `bucket acme-tandem-state-us-east-1`. */
  readonly what: string;
  readonly region: Region | "global";
  /** Whether it is there as it has to be. Only reads. */
  readonly holds: () => Promise<boolean>;
  /** Makes it, or puts it right. */
  readonly apply: () => Promise<void>;
}

/**
 * Whether a setting has everything that is wanted; AWS answers with more than it was given.
 * A list has to have the same length, and a policy's text counts by what it says.
 */
export function has(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((each: unknown, index) => has(actual[index], each))
    );
  }
  if (typeof wanted !== "object" || wanted === null) return actual === wanted;
  if (typeof actual !== "object" || actual === null) return false;
  const found = actual as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).every(([key, value]) => has(found[key], value));
}

/** What was asked for; undefined when AWS says by one of these names that there is none. */
export async function unlessMissing<T>(asking: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  }
}
