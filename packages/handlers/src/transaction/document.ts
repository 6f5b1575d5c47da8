import { createHash } from "node:crypto";

/** A document as a client sends it. */
export interface DocumentPayload {
  /** One of `documentTypes`. */
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where one version of a document was written, which makes its key: no two regions write the same one. */
export interface DocumentVersion {
  readonly region: string;
  /** The region's epoch when it was written. */
  readonly epoch: number;
}

/** What is kept beside a document's bytes. */
export interface StoredDocument extends DocumentVersion {
  readonly contentType: string;
  /** Size in bytes. */
  readonly size: number;
  /** Hex SHA-256 of the bytes. */
  readonly sha256: string;
  /** When it was stored, ISO 8601 in UTC. */
  readonly storedAt: string;
}

/** What the documents need of a store. Every method throws when the store does not answer. */
export interface DocumentStore {
  /** Every version of a transaction's document, the winner first: highest epoch, then highest region name. */
  readonly versions: (transactionId: string) => Promise<readonly DocumentVersion[]>;
  readonly describe: (transactionId: string, version: DocumentVersion) => Promise<StoredDocument>;
  readonly read: (
    transactionId: string,
    version: DocumentVersion,
  ) => Promise<{ readonly document: StoredDocument; readonly bytes: Uint8Array<ArrayBuffer> }>;
  /** Writes one version; `exists` when this transaction, epoch and region has one already, which stays as it was. */
  readonly store: (
    transactionId: string,
    document: StoredDocument,
    bytes: Uint8Array<ArrayBuffer>,
  ) => Promise<"stored" | "exists">;
}

/** What a payment's paper trail is made of. Nothing that a browser would run: no HTML, no SVG. */
const documentTypes = ["application/json", "application/pdf", "image/jpeg", "image/png", "text/plain"] as const;

/**
 * Most bytes of a document. Lambda takes and gives at most 6 MB at a time, and a document travels in it as base64, which
 * is a third longer, beside the headers; API Gateway itself would take 10 MB.
 */
export const maxDocumentBytes = 4 * 1024 * 1024;

export type ParsedDocument =
  | { readonly ok: true; readonly document: DocumentPayload & { readonly sha256: string } }
  | { readonly ok: false; readonly status: 400 | 413 | 415; readonly error: string; readonly message: string };

/** Reads a request's document, or says what is wrong with it. Parameters of the content type, such as a charset, are dropped. */
export function parseDocument(
  contentType: string | undefined,
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number = maxDocumentBytes,
): ParsedDocument {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const known = documentTypes.find((legal) => legal === type);
  if (known === undefined) {
    const message = `a document's content type is one of ${documentTypes.join(", ")}, not ${JSON.stringify(type)}`;
    return { ok: false, status: 415, error: "unsupported-type", message };
  }
  if (bytes.byteLength === 0) {
    return { ok: false, status: 400, error: "invalid", message: "the document is empty" };
  }
  if (bytes.byteLength > maxBytes) {
    const message = `the document has ${bytes.byteLength} bytes, at most ${maxBytes} are accepted`;
    return { ok: false, status: 413, error: "too-large", message };
  }
  return {
    ok: true,
    document: { contentType: known, bytes, sha256: createHash("sha256").update(bytes).digest("hex") },
  };
}
