import { setTimeout as wait } from "node:timers/promises";
import type { Check } from "./report.ts";

/** What a check found. */
export interface Finding {
  readonly ok: boolean;
  readonly detail: string;
}

/** Seconds that something written may take to the other region. The emulator replicates within a second. */
const ARRIVAL_SECONDS = 15;

/** Runs one check; a thrown error fails it with its message. */
export async function check(id: string, run: () => Promise<Finding>): Promise<Check> {
  try {
    return { id, ...(await run()) };
  } catch (error) {
    return { id, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether an answer has this status and this text in it. */
export async function expectStatus(answer: Promise<Response>, status: number, contains: string): Promise<Finding> {
  const response = await answer;
  const text = await response.text();
  const ok = response.status === status && text.includes(contains);
  return {
    ok,
    detail: ok ? `answered ${status}` : `expected ${status} with ${contains}, got ${response.status} ${text}`,
  };
}

/** What is to be found in which region. */
interface Arrival {
  readonly what: string;
  readonly region: string;
}

/**
 * Asks a region's API for something until it is there.
 * @param wrong What is wrong with the answer that has it; undefined when it is as it was written
 */
export function expectArrival(
  arrival: Arrival,
  ask: () => Promise<Response>,
  wrong: (response: Response) => Promise<string | undefined>,
): Promise<Finding> {
  return expectFound(arrival, async () => {
    const response = await ask();
    return response.status === 200
      ? { wrong: await wrong(response) }
      : { missing: `${response.status} ${await response.text()}` };
  });
}

/** What a look found: nothing yet, but something else; or the thing, and what is wrong with it, undefined when nothing is. */
export type Look = { readonly missing: string } | { readonly wrong: string | undefined };

/** Looks in a region until something is there. */
export async function expectFound({ what, region }: Arrival, look: () => Promise<Look>): Promise<Finding> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  for (;;) {
    const found = await look();
    if ("wrong" in found) {
      return {
        ok: found.wrong === undefined,
        detail: found.wrong ?? `${what} read in ${region} after ${elapsed().toFixed(2)} s`,
      };
    }
    if (elapsed() > ARRIVAL_SECONDS) {
      return { ok: false, detail: `not in ${region} after ${ARRIVAL_SECONDS} s: ${found.missing}` };
    }
    await wait(50);
  }
}
