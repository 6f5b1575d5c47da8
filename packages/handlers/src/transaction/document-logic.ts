import type { Now } from "../common/age.ts";
import { admitWrite, answering, notFound } from "./answering.ts";
import { parseDocument } from "./document.ts";
import type { DocumentPayload, DocumentStore, DocumentVersion, StoredDocument } from "./document.ts";
import type { Fence } from "./fence.ts";
import type { TransactionStore } from "./ledger.ts";
import type { Log } from "../common/log.ts";
import { isTransactionId } from "./payload.ts";
import { refusal } from "./reply.ts";
import type { BytesReply, Reply } from "./reply.ts";

export interface DocumentPorts {
  readonly documents: DocumentStore;
  /** Where a document's transaction is looked up. */
  readonly ledger: Pick<TransactionStore, "versions">;
  readonly fence: Fence;
  readonly region: string;
  readonly now: Now;
  readonly log: Log;
}

export interface Documents {
  /**
   * `PUT /transactions/:id/document`: 201 new, 200 the same document again, 409 another one, 400, 413 or 415 bad document,
   * 404 no such transaction, 503 refused or store away.
   */
  readonly put: (id: string, contentType: string | undefined, bytes: Uint8Array<ArrayBuffer>) => Promise<Reply>;
  /** `GET /transactions/:id/document`: 200 with the bytes, 404, 503 store away. */
  readonly get: (id: string) => Promise<Reply | BytesReply>;
}

/** The documents of one region's payments. A document is written once: it never changes, and is never deleted here. */
export function createDocuments(ports: DocumentPorts): Documents {
  return {
    put: async (id, contentType, bytes) => {
      if (!isTransactionId(id)) return notFound(id);
      const parsed = parseDocument(contentType, bytes);
      if (!parsed.ok) return refusal(parsed.status, parsed.error, parsed.message);
      return await answering(ports, () => putDocument(ports, id, parsed.document));
    },
    get: async (id) => {
      if (!isTransactionId(id)) return noDocument(id);
      return await answering(ports, () => getDocument(ports, id));
    },
  };
}

async function putDocument(
  ports: DocumentPorts,
  id: string,
  { contentType, bytes, sha256 }: DocumentPayload & { readonly sha256: string },
): Promise<Reply> {
  const { documents, ledger, region, now, log } = ports;
  const admitted = await admitWrite(ports, id);
  if (!admitted.ok) return admitted.reply;
  const [transaction, before] = await Promise.all([ledger.versions(id), documents.versions(id)]);
  if (transaction.length === 0) return notFound(id);
  const sameAs = (stored: StoredDocument) => stored.sha256 === sha256 && stored.contentType === contentType;
  if (before.length > 0) return await replayed(ports, id, before, sameAs);

  const { epoch } = admitted.reading;
  const storedAt = new Date(now()).toISOString();
  const document = { region, epoch, contentType, size: bytes.byteLength, sha256, storedAt };
  if ((await documents.store(id, document, bytes)) === "stored") {
    log.info("document stored", { transactionId: id, region, epoch, bytes: document.size });
    return { status: 201, body: { transactionId: id, ...document } };
  }
  // Another request was faster, between the list and the put.
  return await replayed(ports, id, await documents.versions(id), sameAs);
}

/** The answer to a document that exists: the same bytes and type are a replay, others a conflict. */
async function replayed(
  { documents, log }: DocumentPorts,
  id: string,
  versions: readonly DocumentVersion[],
  sameAs: (stored: StoredDocument) => boolean,
): Promise<Reply> {
  const [winner] = versions;
  if (winner === undefined) throw new Error(`the document of ${id} exists, yet a consistent list does not name it`);
  const stored = await documents.describe(id, winner);
  if (!sameAs(stored)) {
    log.info("document refused, its transaction has another", { transactionId: id });
    return refusal(409, "conflict", `transaction ${id} has another document; a document is written once`);
  }
  log.info("document replayed", { transactionId: id });
  return { status: 200, body: { transactionId: id, ...stored, ...several(versions) } };
}

async function getDocument({ documents }: DocumentPorts, id: string): Promise<Reply | BytesReply> {
  const versions = await documents.versions(id);
  const [winner] = versions;
  if (winner === undefined) return noDocument(id);
  const { document, bytes } = await documents.read(id, winner);
  return { status: 200, bytes, headers: documentHeaders(id, document, versions) };
}

/** The bytes have no room for what a payment's answer says in its body, so headers say it. */
function documentHeaders(id: string, document: StoredDocument, versions: readonly DocumentVersion[]) {
  return {
    "content-type": document.contentType,
    // A document is for saving: a browser neither guesses its type nor shows it in the API's origin.
    "content-disposition": `attachment; filename="${id}"`,
    "x-content-type-options": "nosniff",
    "x-document-region": document.region,
    "x-document-epoch": String(document.epoch),
    "x-document-sha256": document.sha256,
    "x-document-stored-at": document.storedAt,
    ...(versions.length === 1 ? {} : { "x-document-versions": JSON.stringify(versions) }),
  };
}

function several(versions: readonly DocumentVersion[]) {
  return versions.length === 1 ? {} : { versions };
}

function noDocument(id: string): Reply {
  return refusal(404, "not-found", `there is no document of a transaction ${JSON.stringify(id)}`);
}
