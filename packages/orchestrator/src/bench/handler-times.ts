import { TandemError } from "@tandem/config";
import type { ProvingGround } from "../ports.ts";

/** How long requests took, in milliseconds. */
export interface HandlerTimes {
  readonly cold: readonly number[];
  readonly warm: readonly number[];
}

/** Reads a payment that is not there: every layer of the handler and two tables, and nothing is written. */
export const MEASURED_PATH = "/transactions/bench-nobody";

/** Warm requests to each API. */
const WARM_REQUESTS = 50;

/**
 * Times requests through the REST APIs of a fresh environment: the first one to each function, which starts it, then
 * some that find it running. Nobody may have called the APIs before.
 * @throws TandemError when an answer is not the one that a working handler gives
 */
export async function timeHandlers(
  call: ProvingGround["call"],
  apis: readonly string[],
  now: () => number = () => performance.now(),
): Promise<HandlerTimes> {
  const time = async (api: string): Promise<number> => {
    const started = now();
    const response = await call(`${api}${MEASURED_PATH}`);
    const text = await response.text();
    const milliseconds = now() - started;
    if (response.status === 404 && text.includes("bench-nobody")) return milliseconds;
    throw new TandemError(
      "bench-answer",
      `GET ${api}${MEASURED_PATH} answered ${response.status} ${text}, not the 404 of a payment that is not there`,
      {
        kind: "deploy",
      },
    );
  };
  const cold: number[] = [];
  const warm: number[] = [];
  for (const api of apis) {
    cold.push(await time(api));
    for (let request = 0; request < WARM_REQUESTS; request += 1) warm.push(await time(api));
  }
  return { cold, warm };
}
