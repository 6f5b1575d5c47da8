import fc from "fast-check";
import { expect, test } from "vitest";
import { instant, ledgerOf, memoryStore } from "./fixtures.ts";
import type { LedgerItem } from "./ledger.ts";
import { payloadDigest } from "./payload.ts";

const region = fc.constantFrom("us-east-1", "us-east-2");
const epoch = fc.integer({ min: 1, max: 9_999_999_999 });
const payload = fc.record(
  {
    id: fc.constant("pay_1"),
    amountMinor: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    currency: fc.stringMatching(/^[A-Z]{3}$/),
    description: fc.string({ maxLength: 256 }),
  },
  { requiredKeys: ["id", "amountMinor", "currency"] },
);

test("replays from any region and epoch, in any order, give one item and one answer", async () => {
  await fc.assert(
    fc.asyncProperty(
      payload,
      fc.array(fc.tuple(region, epoch), { minLength: 1, maxLength: 8 }),
      async (sent, attempts) => {
        const { store, items } = memoryStore();
        const replies = [];
        for (const [where, at] of attempts) {
          const ledger = ledgerOf(store, where, { epoch: at, fenced: false });
          replies.push(await ledger.accept(JSON.stringify(sent)));
        }
        expect(replies.map(({ status }) => status)).toEqual(attempts.map((_, nth) => (nth === 0 ? 201 : 200)));
        expect(new Set(replies.map(({ body }) => JSON.stringify(body))).size).toBe(1);
        expect(items.size).toBe(1);
      },
    ),
  );
});

test("requests that interleave in any way give one item: one 201, a 200 to its equals, a 409 to the others", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 2, maxLength: 5 }),
      async (scheduler, amounts) => {
        const { store, items } = memoryStore();
        const slow = {
          versions: scheduler.scheduleFunction(store.versions),
          append: scheduler.scheduleFunction(store.append),
        };
        const ledger = ledgerOf(slow, "us-east-1", undefined);
        const sent = amounts.map((amountMinor) =>
          ledger.accept(JSON.stringify({ id: "pay_1", amountMinor, currency: "USD" })),
        );
        const statuses = (await scheduler.waitFor(Promise.all(sent))).map(({ status }) => status);
        const written = [...items.values()].map(({ amountMinor }) => amountMinor);
        const first = statuses.indexOf(201);
        expect(written).toEqual([amounts[first]]);
        expect(statuses).toEqual(
          amounts.map((amount, nth) => (nth === first ? 201 : amount === written[0] ? 200 : 409)),
        );
      },
    ),
  );
});

test("the highest epoch wins, then the highest region name, and every version is reported once", async () => {
  const version = fc.tuple(region, epoch, payload).map(([where, at, sent]): LedgerItem => ({
    ...sent,
    region: where,
    epoch: at,
    acceptedAt: new Date(instant).toISOString(),
    payloadDigest: payloadDigest(sent),
  }));
  const versions = fc.uniqueArray(version, {
    minLength: 1,
    maxLength: 6,
    selector: (item) => `${item.epoch}#${item.region}`,
  });
  await fc.assert(
    fc.asyncProperty(versions, async (written) => {
      const { store } = memoryStore();
      for (const item of written) await store.append(item);
      const { body } = await ledgerOf(store, "us-east-1", undefined).show("pay_1");
      const expected = written
        .toSorted((a, b) => b.epoch - a.epoch || (a.region < b.region ? 1 : -1))
        .map((item) => [item.epoch, item.region]);
      expect([body["epoch"], body["region"]]).toEqual(expected[0]);
      const listed = body["versions"];
      const shown = Array.isArray(listed) ? listed : [body];
      expect(shown.map((item: Record<string, unknown>) => [item["epoch"], item["region"]])).toEqual(expected);
    }),
  );
});
