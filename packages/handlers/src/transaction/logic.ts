import type { Now } from "../common/age.ts";
import { admitWrite, answering, notFound } from "./answering.ts";
import type { Fence } from "./fence.ts";
import type { LedgerItem, TransactionStore } from "./ledger.ts";
import type { Log } from "../common/log.ts";
import { isTransactionId, parsePayload, payloadDigest } from "./payload.ts";
import type { TransactionPayload } from "./payload.ts";
import { refusal } from "./reply.ts";
import type { Reply } from "./reply.ts";

export interface TransactionPorts {
  readonly store: TransactionStore;
  /**
   * Where those who only look are answered from.
   * @default the store itself
   */
  readonly reads?: Pick<TransactionStore, "versions">;
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
        const versions = await (ports.reads ?? ports.store).versions(id);
        const shown = view(versions);
        return shown === undefined ? notFound(id) : { status: 200, body: shown };
      });
    },
  };
}

async function acceptPayload(ports: TransactionPorts, payload: TransactionPayload): Promise<Reply> {
  const { store, region, now, log } = ports;
  const admitted = await admitWrite(ports, payload.id);
  if (!admitted.ok) return admitted.reply;
  const digest = payloadDigest(payload);
  const before = await store.versions(payload.id);
  if (before.length > 0) return replayed(payload.id, digest, before, log);

  const item: LedgerItem = {
    ...payload,
    region,
    epoch: admitted.reading.epoch,
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
