import { expect, test } from "vitest";
import { memoryLog } from "./fixtures.ts";
import { createRoleLookup, roleLookupMs, roleMaxAgeMs } from "./role.ts";

const silence = Symbol("silence");

/** A look-up over scripted answers and a clock that the test moves. */
function scripted(...answers: readonly (string | Error | typeof silence)[]) {
  const clock = { now: 1_000_000 };
  const { log, lines } = memoryLog();
  const asked: string[] = [];
  const lookUp = createRoleLookup({
    record: "role.api.pay.test",
    readText: async (name) => {
      const answer = answers[asked.length];
      asked.push(name);
      if (answer === silence) return await new Promise<never>(() => undefined);
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error("not scripted");
      return answer;
    },
    now: () => clock.now,
    log,
  });
  return { lookUp, clock, asked, lines };
}

test("says whom the record names", async () => {
  const { lookUp, asked, lines } = scripted("standby");
  expect(await lookUp()).toBe("standby");
  expect(asked).toEqual(["role.api.pay.test"]);
  expect(lines).toEqual([]);
});

test("asks at most every five seconds, once for all, whatever it was told", async () => {
  const { lookUp, clock, asked } = scripted(new Error("queryTxt ENOTFOUND"), "primary");
  expect(await Promise.all([lookUp(), lookUp()])).toEqual([undefined, undefined]);
  clock.now += roleMaxAgeMs - 1;
  expect([await lookUp(), asked.length]).toEqual([undefined, 1]);
  clock.now += 1;
  expect([await lookUp(), asked.length]).toEqual(["primary", 2]);
});

test("what is no role is none", async () => {
  const { lookUp, lines } = scripted("Primary");
  expect(await lookUp()).toBe(undefined);
  expect(lines).toEqual([
    {
      line: "warn DNS does not say whom it leads clients to",
      detail: new Error('role.api.pay.test says "Primary", not primary or standby'),
    },
  ]);
});

test("a name server that is silent costs half a second", async () => {
  const { lookUp } = scripted(silence);
  const begun = performance.now();
  expect(await lookUp()).toBe(undefined);
  expect(performance.now() - begun).toBeLessThan(roleLookupMs + 400);
});
