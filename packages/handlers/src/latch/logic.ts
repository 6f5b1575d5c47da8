import { latchedBody } from "@tandem/config/control";
import { isFresh } from "../common/age.ts";
import type { Now } from "../common/age.ts";
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";

/** How long one reading serves, in milliseconds: Route 53's checkers together send several requests a second. */
export const latchMaxAgeMs = 1000;

/** How long a reading may take, in milliseconds. Route 53 gives up on an answer after 2 s, its way here included. */
const latchReadingMs = 1200;

/** An answer as plain text. */
export interface LatchAnswer {
  readonly status: 200 | 404 | 503;
  readonly body: string;
}

export interface LatchPorts {
  readonly environment: string;
  /** Reads whether the latch is set; one that was never written is not. Throws when it cannot tell. */
  readonly readLatch: (signal: AbortSignal) => Promise<boolean>;
  readonly now: Now;
  readonly log: Log;
}

/**
 * Answers `GET /latch`, for a health check that is inverted: the primary stays up unless the body says that the latch is
 * set. So a latch that cannot be read is a 503, which never takes the primary down.
 */
export function createLatch({ environment, readLatch, now, log }: LatchPorts) {
  let kept: { readonly answer: Promise<LatchAnswer>; readonly at: number } | undefined;

  const read = async (): Promise<LatchAnswer> => {
    try {
      const isSet = await readLatch(AbortSignal.timeout(latchReadingMs));
      return { status: 200, body: isSet ? latchedBody(environment) : `OPEN-${environment}` };
    } catch (error) {
      log.warn("the latch cannot be read", asError(error));
      return { status: 503, body: `UNKNOWN-${environment}` };
    }
  };
  return async (method: string, path: string): Promise<LatchAnswer> => {
    if (method !== "GET" || path !== "/latch") return { status: 404, body: "legal is GET /latch" };
    const at = now();
    if (kept === undefined || !isFresh(kept.at, at, latchMaxAgeMs)) kept = { answer: read(), at };
    return await kept.answer;
  };
}
