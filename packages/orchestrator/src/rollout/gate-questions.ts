import { setTimeout as wait } from "node:timers/promises";
import type { CheckerReport } from "../ports.ts";

/** How long one answer may take, and the pause before the next question, in milliseconds. */
const ANSWER_MS = 5000;
const PAUSE_MS = 250;

/** Where Route 53 has checkers, unless a check names its regions. Source: `HealthCheckRegion` in Route 53's API. */
export const CHECKER_REGIONS = 8;

/**
 * Asks until there is no problem left, or the time is over; how long that took, and the problem that is left.
 * Rejects once the signal is aborted.
 */
export async function until(
  ask: () => Promise<string | undefined>,
  deadlineSeconds: number,
  signal: AbortSignal,
): Promise<{ readonly seconds: number; readonly problem: string | undefined }> {
  const started = performance.now();
  for (;;) {
    const problem = await ask();
    const seconds = (performance.now() - started) / 1000;
    if (problem === undefined || seconds > deadlineSeconds) return { seconds, problem };
    await wait(PAUSE_MS, undefined, { signal });
  }
}

/** What is wrong with the answer of a URL; undefined when it is 200. */
export async function askedUrl(
  url: string,
  call: (url: string, init?: RequestInit) => Promise<Response>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const response = await call(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
    if (response.status === 200) return undefined;
    return `${url} answered ${response.status} ${(await response.text()).slice(0, 300)}`;
  } catch (error) {
    return `${url} does not answer: ${messageOf(error)}`;
  }
}

/** How many of a check's checkers have not asked yet; undefined when all have, in every region. */
export async function silentCheckers(
  healthCheckId: string,
  reports: (healthCheckId: string) => Promise<readonly CheckerReport[]>,
): Promise<string | undefined> {
  try {
    const all = await reports(healthCheckId);
    const silent = all.filter(({ status }) => status === undefined).length;
    const regions = new Set(all.map(({ region }) => region)).size;
    if (silent === 0 && regions >= CHECKER_REGIONS) return undefined;
    return (
      `health check ${healthCheckId}: checkers of ${regions} of ${CHECKER_REGIONS} regions are known, ` +
      `${silent} of ${all.length} have not asked yet`
    );
  } catch (error) {
    return `health check ${healthCheckId} cannot be asked for: ${messageOf(error)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
