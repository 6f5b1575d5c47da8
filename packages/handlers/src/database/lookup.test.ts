import { expect, test } from "vitest";
import { addressMaxAgeMs, createLookup } from "./lookup.ts";

/** Look-ups over scripted answers and a clock that the test moves. */
function scripted(...answers: readonly (Error | readonly { address: string; ttl: number }[])[]) {
  const clock = { now: 1_000_000 };
  const asked: string[] = [];
  const { lookup, forget } = createLookup(
    async (name) => {
      const answer = answers[asked.push(name) - 1];
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error("not scripted");
      return answer;
    },
    () => clock.now,
  );
  const find = (all = false) =>
    new Promise((resolve) =>
      lookup("writer.test", { all }, (error, address, family) => resolve(error ?? [address, family])),
    );
  return { find, forget: () => forget("writer.test"), clock, asked };
}

test("an address serves for its TTL, and for five seconds at most", async () => {
  for (const [ttl, lastsMs] of [
    [2, 2000],
    [60, addressMaxAgeMs],
  ] as const) {
    const { find, clock, asked } = scripted([{ address: "10.0.0.1", ttl }], [{ address: "10.0.0.2", ttl }]);
    expect(await find()).toEqual(["10.0.0.1", 4]);
    clock.now += lastsMs - 1;
    expect(await find()).toEqual(["10.0.0.1", 4]);
    clock.now += 1;
    expect(await find()).toEqual(["10.0.0.2", 4]);
    expect(asked).toEqual(["writer.test", "writer.test"]);
  }
});

test("gives all that it has to who wants all", async () => {
  expect(await scripted([{ address: "10.0.0.1", ttl: 5 }]).find(true)).toEqual([
    [{ address: "10.0.0.1", family: 4 }],
    undefined,
  ]);
});

test("what failed is not kept", async () => {
  const { find } = scripted(new Error("ENOTFOUND"), [], [{ address: "10.0.0.1", ttl: 5 }]);
  expect(await find()).toEqual(new Error("ENOTFOUND"));
  expect(await find()).toEqual(new Error("writer.test has no address"));
  expect(await find()).toEqual(["10.0.0.1", 4]);
});

test("an address that is forgotten is asked for again", async () => {
  const { find, forget } = scripted([{ address: "10.0.0.1", ttl: 5 }], [{ address: "10.0.0.2", ttl: 5 }]);
  await find();
  forget();
  expect(await find()).toEqual(["10.0.0.2", 4]);
});

test("reads the wall clock", async () => {
  const { lookup } = createLookup(async () => [{ address: "10.0.0.1", ttl: 5 }]);
  const found = await new Promise((resolve) => lookup("a.test", {}, (_, address) => resolve(address)));
  expect(found).toBe("10.0.0.1");
});
