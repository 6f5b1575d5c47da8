import { describe, expect, test } from "vitest";
import type { DocumentStore, StoredDocument } from "./document.ts";
import { documentsOf, ledgerOf, memoryDocuments, memoryLog, memoryStore } from "./fixtures.ts";

const bytes = new TextEncoder().encode("receipt");
const sha256 = "6f32860910ca0fb2a20c7fda143666b09dbf8db5238195c90a586fb542ff0cad";
const stored: StoredDocument = {
  region: "us-east-1",
  epoch: 1,
  contentType: "text/plain",
  size: 7,
  sha256,
  storedAt: "2026-11-21T12:00:00.000Z",
};

/** A region with the payment pay_1, and its documents. */
async function regionWithPayment() {
  const { store } = memoryStore();
  await ledgerOf(store, "us-east-1", undefined).accept('{"id":"pay_1","amountMinor":1,"currency":"USD"}');
  return { ledger: store, ...memoryDocuments() };
}
const failing = (error: Error): DocumentStore => {
  const fail = async () => {
    throw error;
  };
  return { versions: fail, describe: fail, read: fail, store: fail };
};

describe("put", () => {
  test("stores a document with region, epoch, type, size, digest and time", async () => {
    const { ledger, documents, objects } = await regionWithPayment();
    const region = documentsOf(documents, ledger, "us-east-2", { epoch: 3, fenced: false });
    const document = { ...stored, region: "us-east-2", epoch: 3 };
    expect(await region.put("pay_1", "text/plain", bytes)).toEqual({
      status: 201,
      body: { transactionId: "pay_1", ...document },
    });
    expect([...objects]).toEqual([["transactions/pay_1/0000000003-us-east-2", { document, bytes }]]);
  });

  test("answers the same document again with the stored one and writes nothing", async () => {
    const { ledger, documents, objects } = await regionWithPayment();
    const region = documentsOf(documents, ledger, "us-east-1", undefined);
    await region.put("pay_1", "text/plain", bytes);
    const later = documentsOf(documents, ledger, "us-east-2", { epoch: 2, fenced: false });
    expect(await later.put("pay_1", "text/plain", bytes)).toEqual({
      status: 200,
      body: { transactionId: "pay_1", ...stored },
    });
    expect([...objects.keys()]).toEqual(["transactions/pay_1/0000000001-us-east-1"]);
  });

  test.each([
    ["other bytes", "text/plain", "other"],
    ["another type", "application/json", "receipt"],
  ])("refuses %s", async (_, type, text) => {
    const { ledger, documents, objects } = await regionWithPayment();
    const region = documentsOf(documents, ledger, "us-east-1", undefined);
    await region.put("pay_1", "text/plain", bytes);
    expect(await region.put("pay_1", type, new TextEncoder().encode(text))).toEqual({
      status: 409,
      body: { error: "conflict", message: "transaction pay_1 has another document; a document is written once" },
    });
    expect(objects.get("transactions/pay_1/0000000001-us-east-1")).toEqual({ document: stored, bytes });
  });

  test.each([
    ["the same bytes", "receipt", 200],
    ["other bytes", "other", 409],
  ])("a put that loses a race with %s is answered from what won it", async (_, text, status) => {
    const { ledger, documents } = await regionWithPayment();
    const winner = new TextEncoder().encode(text);
    const racing: DocumentStore = {
      ...documents,
      store: async (id, document, own) => {
        await documentsOf(documents, ledger, "us-east-1", undefined).put(id, "text/plain", winner);
        return documents.store(id, document, own);
      },
    };
    const reply = await documentsOf(racing, ledger, "us-east-1", undefined).put("pay_1", "text/plain", bytes);
    expect(reply.status).toBe(status);
  });

  test("reports the versions of two regions", async () => {
    const { ledger, documents } = await regionWithPayment();
    await documents.store("pay_1", stored, bytes);
    await documents.store("pay_1", { ...stored, region: "us-east-2", epoch: 2 }, bytes);
    const reply = await documentsOf(documents, ledger, "us-east-1", undefined).put("pay_1", "text/plain", bytes);
    expect(reply).toEqual({
      status: 200,
      body: {
        transactionId: "pay_1",
        ...stored,
        region: "us-east-2",
        epoch: 2,
        versions: [
          { region: "us-east-2", epoch: 2 },
          { region: "us-east-1", epoch: 1 },
        ],
      },
    });
  });

  test.each(["pay_2", "../pay_1", ""])("knows no transaction %j", async (id) => {
    const { ledger, documents, objects } = await regionWithPayment();
    expect(await documentsOf(documents, ledger, "us-east-1", undefined).put(id, "text/plain", bytes)).toEqual({
      status: 404,
      body: { error: "not-found", message: `there is no transaction ${JSON.stringify(id)}` },
    });
    expect(objects.size).toBe(0);
  });

  test("refuses a document of another type", async () => {
    const { ledger, documents } = await regionWithPayment();
    const reply = await documentsOf(documents, ledger, "us-east-1", undefined).put("pay_1", "text/html", bytes);
    expect([reply.status, reply.body["error"]]).toEqual([415, "unsupported-type"]);
  });

  test.each([
    [{ epoch: 2, fenced: true }, "fenced", "us-east-1 is fenced at epoch 2 and takes no writes"],
    [new Error("no answer"), "fence-unknown", "us-east-1 cannot read whether it may take writes"],
  ])("a region that is not known to be free takes none: %s", async (state, error, message) => {
    const { ledger, documents, objects } = await regionWithPayment();
    expect(await documentsOf(documents, ledger, "us-east-1", state).put("pay_1", "text/plain", bytes)).toEqual({
      status: 503,
      body: { error, message },
      headers: { "retry-after": "5" },
    });
    expect(objects.size).toBe(0);
  });

  test("a document that a list does not name although it exists is no answer", async () => {
    const { ledger, documents } = await regionWithPayment();
    const { log, lines } = memoryLog();
    const blind: DocumentStore = { ...documents, store: async () => "exists" };
    const reply = await documentsOf(blind, ledger, "us-east-1", undefined, log).put("pay_1", "text/plain", bytes);
    expect([reply.status, reply.body["error"]]).toEqual([503, "store-unavailable"]);
    expect(lines.map(({ detail }) => detail)).toEqual([
      new Error("the document of pay_1 exists, yet a consistent list does not name it"),
    ]);
  });
});

describe("get", () => {
  const headers = {
    "content-type": "text/plain",
    "content-disposition": 'attachment; filename="pay_1"',
    "x-content-type-options": "nosniff",
    "x-document-region": "us-east-1",
    "x-document-epoch": "1",
    "x-document-sha256": sha256,
    "x-document-stored-at": "2026-11-21T12:00:00.000Z",
  };

  test("answers with the bytes, and headers that say whose they are", async () => {
    const { ledger, documents } = await regionWithPayment();
    await documents.store("pay_1", stored, bytes);
    // Reading needs no fence: a fenced region's documents stay readable.
    const region = documentsOf(documents, ledger, "us-east-2", { epoch: 2, fenced: true });
    expect(await region.get("pay_1")).toEqual({ status: 200, bytes, headers });
  });

  test("of two versions shows the one of the higher epoch, and names both", async () => {
    const { ledger, documents } = await regionWithPayment();
    const newer = new TextEncoder().encode("newer");
    await documents.store("pay_1", stored, bytes);
    await documents.store("pay_1", { ...stored, region: "us-east-2", epoch: 2 }, newer);
    expect(await documentsOf(documents, ledger, "us-east-1", undefined).get("pay_1")).toEqual({
      status: 200,
      bytes: newer,
      headers: {
        ...headers,
        "x-document-region": "us-east-2",
        "x-document-epoch": "2",
        "x-document-versions": '[{"region":"us-east-2","epoch":2},{"region":"us-east-1","epoch":1}]',
      },
    });
  });

  test.each(["pay_1", "a/b"])("says when there is none of %s", async (id) => {
    const { ledger, documents } = await regionWithPayment();
    expect(await documentsOf(documents, ledger, "us-east-1", undefined).get(id)).toEqual({
      status: 404,
      body: { error: "not-found", message: `there is no document of a transaction "${id}"` },
    });
  });
});

test("a bucket that does not answer is a 503, and the reason stays in the log", async () => {
  const { ledger } = await regionWithPayment();
  const { log, lines } = memoryLog();
  const region = documentsOf(failing(new Error("secret detail")), ledger, "us-east-1", undefined, log);
  const refused = {
    status: 503,
    body: {
      error: "store-unavailable",
      message: "the store of us-east-1 did not answer; repeat the request with the same id",
    },
    headers: { "retry-after": "5" },
  };
  expect(await region.get("pay_1")).toEqual(refused);
  expect(await region.put("pay_1", "text/plain", bytes)).toEqual(refused);
  expect(lines).toEqual(
    [1, 2].map(() => ({ line: "error the store did not answer", detail: new Error("secret detail") })),
  );
});
