import { setTimeout as sleep } from "node:timers/promises";

/** Between two looks, in milliseconds. */
const LOOK_MS = 500;

/** Looks until there is something. @throws Error after that many seconds, with what was waited for */
export async function waitFor<Value>(
  what: string,
  seconds: number,
  signal: AbortSignal,
  look: () => Promise<Value | undefined>,
): Promise<Value> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await sleep(LOOK_MS, undefined, { signal });
  }
}
