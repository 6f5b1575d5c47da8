import { asError } from "../common/errors.ts";
import type { Fence, FenceReading } from "./fence.ts";
import type { Log } from "../common/log.ts";
import { refusal } from "./reply.ts";
import type { Reply } from "./reply.ts";

/** Seconds after which a refused client tries again: by then DNS, with its 5 s TTL, may name the other region. */
const retryAfterSeconds = 5;

interface Ports {
  readonly region: string;
  readonly log: Log;
}

/** Whether the region takes writes now: its fence, or the answer that refuses the write. */
export async function admitWrite(
  { fence, region, log }: Ports & { readonly fence: Fence },
  transactionId: string,
): Promise<
  | { readonly ok: true; readonly reading: Extract<FenceReading, { known: true }> }
  | { readonly ok: false; readonly reply: Reply }
> {
  const reading = await fence.current();
  if (!reading.known) {
    log.warn("write refused, the fence state cannot be read", reading.error);
    return { ok: false, reply: unavailable("fence-unknown", `${region} cannot read whether it may take writes`) };
  }
  if (reading.fenced) {
    log.info("write refused, the region is fenced", { region, epoch: reading.epoch, transactionId });
    const message = `${region} is fenced at epoch ${reading.epoch} and takes no writes`;
    return { ok: false, reply: unavailable("fenced", message) };
  }
  return { ok: true, reading };
}

/** A store that does not answer is a 503: the client repeats the same request, and a write that did succeed is a replay. */
export async function answering<Answer>(
  { region, log }: Ports,
  answer: () => Promise<Answer>,
): Promise<Answer | Reply> {
  try {
    return await answer();
  } catch (error) {
    log.error("the store did not answer", asError(error));
    return unavailable(
      "store-unavailable",
      `the store of ${region} did not answer; repeat the request with the same id`,
    );
  }
}

export function notFound(transactionId: string): Reply {
  return refusal(404, "not-found", `there is no transaction ${JSON.stringify(transactionId)}`);
}

function unavailable(code: string, message: string): Reply {
  return refusal(503, code, message, { headers: { "retry-after": String(retryAfterSeconds) } });
}
