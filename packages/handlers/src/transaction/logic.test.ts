import { describe, expect, test } from "vitest";
import { instant, ledgerOf, memoryLog, memoryStore } from "./fixtures.ts";
import type { LedgerItem, TransactionStore } from "./ledger.ts";
import { payloadDigest } from "./payload.ts";

const payload = { id: "pay_1", amountMinor: 1250, currency: "USD", description: "rent" };
const body = JSON.stringify(payload);
const accepted = {
  ...payload,
  region: "us-east-1",
  epoch: 1,
  acceptedAt: "2026-11-21T12:00:00.000Z",
};
const version = (of: Partial<LedgerItem>): LedgerItem => ({
  ...payload,
  region: "us-east-1",
  epoch: 1,
  acceptedAt: new Date(instant).toISOString(),
  payloadDigest: payloadDigest({ ...payload, ...of }),
  ...of,
});
const failing = (error: Error): TransactionStore => ({
  versions: async () => {
    throw error;
  },
  append: async () => {
    throw error;
  },
});

describe("accept", () => {
  test("writes a new payment with region, epoch, time and digest", async () => {
    const { store, items } = memoryStore();
    expect(await ledgerOf(store, "us-east-2", { epoch: 3, fenced: false }).accept(body)).toEqual({
      status: 201,
      body: { ...accepted, region: "us-east-2", epoch: 3 },
    });
    expect([...items]).toEqual([["TX#pay_1 0000000003#us-east-2", version({ region: "us-east-2", epoch: 3 })]]);
  });

  test("leaves out a description that is not given", async () => {
    const { store } = memoryStore();
    const reply = await ledgerOf(store, "us-east-1", undefined).accept('{"id":"a","amountMinor":1,"currency":"EUR"}');
    expect(Object.keys(reply.body)).toEqual(["id", "amountMinor", "currency", "region", "epoch", "acceptedAt"]);
  });

  test("answers a replay with the stored item and writes nothing", async () => {
    const { store, items } = memoryStore();
    const ledger = ledgerOf(store, "us-east-1", undefined);
    await ledger.accept(body);
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(payload).toReversed()), null, 2);
    expect(await ledger.accept(reordered)).toEqual({ status: 200, body: accepted });
    expect(items.size).toBe(1);
  });

  test("answers a replay from a later epoch or the other region with the item of the first", async () => {
    const { store, items } = memoryStore();
    await ledgerOf(store, "us-east-1", undefined).accept(body);
    const later = ledgerOf(store, "us-east-1", { epoch: 2, fenced: false });
    const other = ledgerOf(store, "us-east-2", { epoch: 5, fenced: false });
    expect(await later.accept(body)).toEqual({ status: 200, body: accepted });
    expect(await other.accept(body)).toEqual({ status: 200, body: accepted });
    expect(items.size).toBe(1);
  });

  test("refuses another payload under the same id and keeps the first", async () => {
    const { store, items } = memoryStore();
    const ledger = ledgerOf(store, "us-east-1", undefined);
    await ledger.accept(body);
    expect(await ledger.accept(JSON.stringify({ ...payload, amountMinor: 1 }))).toEqual({
      status: 409,
      body: { error: "conflict", message: "transaction pay_1 exists with another payload; use a new id" },
    });
    expect([...items.values()].map(({ amountMinor }) => amountMinor)).toEqual([1250]);
  });

  test("compares a replay with the winning version", async () => {
    const { store } = memoryStore();
    await store.append(version({}));
    await store.append(version({ epoch: 2, region: "us-east-2", amountMinor: 9 }));
    const ledger = ledgerOf(store, "us-east-1", { epoch: 3, fenced: false });
    expect((await ledger.accept(body)).status).toBe(409);
    expect((await ledger.accept(JSON.stringify({ ...payload, amountMinor: 9 }))).status).toBe(200);
  });

  test.each([
    ["the same payload", payload, 200, accepted],
    [
      "another payload",
      { ...payload, currency: "EUR" },
      409,
      { error: "conflict", message: "transaction pay_1 exists with another payload; use a new id" },
    ],
  ])("reads again when %s was written between the query and the put", async (_, sent, status, answer) => {
    const { store, items } = memoryStore();
    let queries = 0;
    const raced: TransactionStore = {
      versions: async (id) => {
        queries += 1;
        const seen = await store.versions(id);
        if (queries === 1) await store.append(version({}));
        return seen;
      },
      append: store.append,
    };
    const reply = await ledgerOf(raced, "us-east-1", undefined).accept(JSON.stringify(sent));
    expect(reply).toEqual({ status, body: answer });
    expect([queries, items.size]).toEqual([2, 1]);
  });

  test("does not guess when a put says that the id exists and a read does not show it", async () => {
    const store: TransactionStore = { versions: async () => [], append: async () => "exists" };
    const { log, lines } = memoryLog();
    const reply = await ledgerOf(store, "us-east-1", undefined, log).accept(body);
    expect([reply.status, reply.body["error"]]).toEqual([503, "store-unavailable"]);
    expect(lines).toEqual([
      {
        line: "error the store did not answer",
        detail: new Error("transaction pay_1 exists, yet a consistent read returns no version of it"),
      },
    ]);
  });

  test.each([
    [
      "{",
      400,
      "invalid",
      "the request body is not a transaction",
      "the body is not JSON; it must be an object with id, amountMinor, currency, description",
    ],
    [
      " ".repeat(8193),
      413,
      "too-large",
      "the request body is too large",
      "the body has 8193 bytes, at most 8192 are accepted",
    ],
  ])("refuses a bad body before it reads anything", async (bad, status, error, message, problem) => {
    const ledger = ledgerOf(failing(new Error("unreachable")), "us-east-1", new Error("unreachable"));
    expect(await ledger.accept(bad)).toEqual({
      status,
      body: { error, message, problems: [{ path: "", message: problem }] },
    });
  });

  test("refuses writes in a fenced region, replays too", async () => {
    const { store, items } = memoryStore();
    await ledgerOf(store, "us-east-1", undefined).accept(body);
    const { log, lines } = memoryLog();
    const fenced = ledgerOf(store, "us-east-1", { epoch: 2, fenced: true }, log);
    const refused = {
      status: 503,
      headers: { "retry-after": "5" },
      body: { error: "fenced", message: "us-east-1 is fenced at epoch 2 and takes no writes" },
    };
    expect(await fenced.accept(body)).toEqual(refused);
    expect(await fenced.accept(JSON.stringify({ ...payload, id: "pay_2" }))).toEqual(refused);
    expect(items.size).toBe(1);
    expect(lines).toEqual(
      ["pay_1", "pay_2"].map((transactionId) => ({
        line: "info write refused, the region is fenced",
        detail: { region: "us-east-1", epoch: 2, transactionId },
      })),
    );
  });

  test("refuses writes when the fence state cannot be read", async () => {
    const { store, items } = memoryStore();
    const failure = new Error("no route to host");
    const { log, lines } = memoryLog();
    expect(await ledgerOf(store, "us-east-2", failure, log).accept(body)).toEqual({
      status: 503,
      headers: { "retry-after": "5" },
      body: { error: "fence-unknown", message: "us-east-2 cannot read whether it may take writes" },
    });
    expect(items.size).toBe(0);
    expect(lines).toEqual([{ line: "warn write refused, the fence state cannot be read", detail: failure }]);
  });

  test("logs ids, never amounts or descriptions", async () => {
    const { store } = memoryStore();
    const { log, lines } = memoryLog();
    const ledger = ledgerOf(store, "us-east-1", undefined, log);
    await ledger.accept(body);
    await ledger.accept(body);
    await ledger.accept(JSON.stringify({ ...payload, amountMinor: 1 }));
    expect(lines).toEqual([
      {
        line: "info transaction accepted",
        detail: { transactionId: "pay_1", region: "us-east-1", epoch: 1 },
      },
      { line: "info transaction replayed", detail: { transactionId: "pay_1" } },
      {
        line: "info transaction refused, its id has another payload",
        detail: { transactionId: "pay_1" },
      },
    ]);
  });
});

describe("show", () => {
  test("gives the item without the store's own fields", async () => {
    const { store } = memoryStore();
    await store.append(version({}));
    const ledger = ledgerOf(store, "us-east-2", { epoch: 1, fenced: true });
    expect(await ledger.show("pay_1")).toEqual({ status: 200, body: accepted });
  });

  test("reports every version when there are several, the highest epoch as the item", async () => {
    const { store } = memoryStore();
    await store.append(version({ epoch: 10, region: "us-east-2", amountMinor: 9 }));
    await store.append(version({}));
    await store.append(version({ epoch: 9 }));
    const winner = { ...accepted, epoch: 10, region: "us-east-2", amountMinor: 9 };
    expect(await ledgerOf(store, "us-east-1", undefined).show("pay_1")).toEqual({
      status: 200,
      body: { ...winner, versions: [winner, { ...accepted, epoch: 9 }, accepted] },
    });
  });

  test("does not know an id that was never written", async () => {
    expect(await ledgerOf(memoryStore().store, "us-east-1", undefined).show("pay_2")).toEqual({
      status: 404,
      body: { error: "not-found", message: 'there is no transaction "pay_2"' },
    });
  });

  test("answers an id that no transaction can have without a read", async () => {
    const ledger = ledgerOf(failing(new Error("unreachable")), "us-east-1", undefined);
    expect(await ledger.show("a#b")).toEqual({
      status: 404,
      body: { error: "not-found", message: 'there is no transaction "a#b"' },
    });
  });
});

test("a store that does not answer is a 503 that asks for the same id again, and a log line", async () => {
  const failure = new Error("socket hang up");
  const { log, lines } = memoryLog();
  const ledger = ledgerOf(failing(failure), "us-east-1", undefined, log);
  const unavailable = {
    status: 503,
    headers: { "retry-after": "5" },
    body: {
      error: "store-unavailable",
      message: "the store of us-east-1 did not answer; repeat the request with the same id",
    },
  };
  expect(await ledger.accept(body)).toEqual(unavailable);
  expect(await ledger.show("pay_1")).toEqual(unavailable);
  expect(lines).toEqual([failure, failure].map((detail) => ({ line: "error the store did not answer", detail })));
});
