import { expect, it } from "vitest";
import { LookUp } from "./look-up.ts";

it("asks again when the TTL has passed, and not before", async () => {
  let now = 0;
  const answers = ["a.execute-api.us-east-1.amazonaws.com", "b.execute-api.us-east-2.amazonaws.com", "c.test"];
  const lookUp = new LookUp(
    async () => ({ endpoint: answers.shift() ?? "", ttlSeconds: 5 }),
    () => now,
  );
  const first = await lookUp.place();
  expect(first).toEqual({ endpoint: "a.execute-api.us-east-1.amazonaws.com", region: "us-east-1" });
  now = 4999;
  expect(await lookUp.place()).toBe(first);
  now = 5000;
  expect((await lookUp.place()).region).toBe("us-east-2");
  now = 10_000;
  expect(await lookUp.place()).toEqual({ endpoint: "c.test", region: undefined });
});

it.each([
  ["a.execute-api.us-east-1.amazonaws.com", "us-east-1"],
  ["api.bank.test.execute-api.us-east-2.amazonaws.com", "us-east-2"],
  ["ledger-1.eu-central-2.elb.amazonaws.com", "eu-central-2"],
  ["127.97.0.1", "us-west-2"],
  ["127.0.0.1", undefined],
])("tells the region of %s", async (endpoint, region) => {
  const lookUp = new LookUp(async () => ({ endpoint, ttlSeconds: 5 }));
  expect((await lookUp.place()).region).toBe(region);
});

it("asks once for all who wait, and counts the TTL from the question", async () => {
  let now = 0;
  let asked = 0;
  const lookUp = new LookUp(
    async () => {
      asked += 1;
      now += 3000;
      return { endpoint: "a.test", ttlSeconds: 5 };
    },
    () => now,
  );
  const places = await Promise.all([lookUp.place(), lookUp.place()]);
  expect([asked, places[0] === places[1]]).toEqual([1, true]);
  now = 4999;
  await lookUp.place();
  expect(asked).toBe(1);
  now = 5000;
  await lookUp.place();
  expect(asked).toBe(2);
});

it("tells whoever asks that there is no answer, and asks again for the next", async () => {
  let fails = true;
  const lookUp = new LookUp(async () => {
    if (fails) throw new Error("SERVFAIL");
    return { endpoint: "a.test", ttlSeconds: 5 };
  });
  await expect(lookUp.place()).rejects.toThrow("SERVFAIL");
  fails = false;
  expect((await lookUp.place()).endpoint).toBe("a.test");
});
