import type { StateStore, StoredDocument } from "../ports.ts";

/** A store in memory, with what is in it. */
export function memoryStore(): StateStore & { readonly documents: Map<string, StoredDocument> } {
  const documents = new Map<string, StoredDocument>();
  let writes = 0;
  return {
    documents,
    kind: "file",
    url: "memory://",
    shared: true,
    read: async (key) => documents.get(key),
    write: async (key, text, expected) => {
      if (documents.get(key)?.revision !== expected) return undefined;
      writes += 1;
      documents.set(key, { text, revision: String(writes) });
      return String(writes);
    },
    remove: async (key) => void documents.delete(key),
    stackLocks: async () => [],
    breakStackLocks: async () => undefined,
  };
}
