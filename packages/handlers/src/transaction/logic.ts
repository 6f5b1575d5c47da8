import type { Now } from "./age.ts";
import { asError } from "./errors.ts";
import type { Fence } from "./fence.ts";
import type { LedgerItem, TransactionStore } from "./ledger.ts";
import type { Log } from "./log.ts";
import { isTransactionId, parsePayload, payloadDigest } from "./payload.ts";
import type { TransactionPayload } from "./payload.ts";
import { refusal } from "./reply.ts";
import type { Reply } from "./reply.ts";

export interface TransactionPorts {
  readonly store: TransactionStore;
  readonly fence: Fence;
  readonly region: string;
  readonly now: Now;
  readonly log: Log;
}

export interface Transactions {
  /** `POST /transactions`: 201 new, 200 replay, 409 other payload, 400 or 413 bad body, 503 refused or store away. */
  readonly accept: (body: string) => Promise<Reply>;
  /** `GET /transactions/:id`: 200, 404, 503 store away. */
  readonly show: (id: string) => Promise<Reply>;
}

/** Seconds after which a refused client tries again: by then DNS, with its 5 s TTL, may name the other region. */
const retryAfterSeconds = 5;

/** The transaction ledger of one region. */
export function createTransactions(ports: TransactionPorts): Transactions {
  return {
    accept: async (body) => {
      const parsed = parsePayload(body);
      if (!parsed.ok) {
        const [code, message] =
          parsed.status === 413
            ? (["too-large", "the request body is too large"] as const)
            : (["invalid", "the request body is not a transaction"] as const);
        return refusal(parsed.status, code, message, { problems: parsed.problems });
      }
      return await answering(ports, () => acceptPayload(ports, parsed.payload));
    },
    show: async (id) => {
      // An id that no transaction can have needs no read.
      if (!isTransactionId(id)) return notFound(id);
      return await answering(ports, async () => {
        const versions = await ports.store.versions(id);
        const shown = view(versions);
        return shown === undefined ? notFound(id) : { status: 200, body: shown };
      });
    },
  };
}

async function acceptPayload(ports: TransactionPorts, payload: TransactionPayload): Promise<Reply> {
  const { store, fence, region, now, log } = ports;
  const reading = await fence.current();
  if (!reading.known) {
    log.warn("write refused, the fence state cannot be read", reading.error);
    return unavailable("fence-unknown", `${region} cannot read whether it may take writes`);
  }
  if (reading.fenced) {
    log.info("write refused, the region is fenced", { region, epoch: reading.epoch, transactionId: payload.id });
    return unavailable("fenced", `${region} is fenced at epoch ${reading.epoch} and takes no writes`);
  }
  const digest = payloadDigest(payload);
  const before = await store.versions(payload.id);
  if (before.length > 0) return replayed(payload.id, digest, before, log);

  const item: LedgerItem = {
    ...payload,
    region,
    epoch: reading.epoch,
    acceptedAt: new Date(now()).toISOString(),
    payloadDigest: digest,
  };
  if ((await store.append(item)) === "appended") {
    log.info("transaction accepted", { transactionId: item.id, region, epoch: item.epoch });
    return { status: 201, body: viewVersion(item) };
  }
  // Another request with this id was faster, between the query and the put.
  return replayed(payload.id, digest, await store.versions(payload.id), log);
}

/** The answer to an id that exists: the same payload is a replay, another one a conflict. */
function replayed(id: string, digest: string, versions: readonly LedgerItem[], log: Log): Reply {
  const [winner] = versions;
  const shown = view(versions);
  if (winner === undefined || shown === undefined) {
    throw new Error(`transaction ${id} exists, yet a consistent read returns no version of it`);
  }
  if (winner.payloadDigest !== digest) {
    log.info("transaction refused, its id has another payload", { transactionId: id });
    return refusal(409, "conflict", `transaction ${id} exists with another payload; use a new id`);
  }
  log.info("transaction replayed", { transactionId: id });
  return { status: 200, body: shown };
}

/** The winning version, and all of them when there are several. */
function view(versions: readonly LedgerItem[]): Readonly<Record<string, unknown>> | undefined {
  const [winner] = versions;
  if (winner === undefined) return undefined;
  return versions.length === 1 ? viewVersion(winner) : { ...viewVersion(winner), versions: versions.map(viewVersion) };
}

/** A version without the store's own fields. */
function viewVersion(item: LedgerItem): Readonly<Record<string, unknown>> {
  const { id, amountMinor, currency, description, region, epoch, acceptedAt } = item;
  const text = description === undefined ? {} : { description };
  return { id, amountMinor, currency, ...text, region, epoch, acceptedAt };
}

/** A store that does not answer is a 503: the client repeats the same id, and a write that did succeed is a replay. */
async function answering(ports: TransactionPorts, answer: () => Promise<Reply>): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    ports.log.error("the store did not answer", asError(error));
    return unavailable(
      "store-unavailable",
      `the store of ${ports.region} did not answer; repeat the request with the same id`,
    );
  }
}

function unavailable(code: string, message: string): Reply {
  return refusal(503, code, message, { headers: { "retry-after": String(retryAfterSeconds) } });
}

function notFound(id: string): Reply {
  return refusal(404, "not-found", `there is no transaction ${JSON.stringify(id)}`);
}
