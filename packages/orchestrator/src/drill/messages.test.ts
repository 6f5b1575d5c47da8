import { expect, it } from "vitest";
import { hear, heardSince } from "./messages.ts";

it("counts what each topic has delivered since, and names the alarms that were raised", async () => {
  const heard: Record<string, { subject: string | undefined; body: string }[]> = {
    p: [{ subject: "disaster to standby decided", body: "" }],
    s: [{ subject: "alarm unprotected raised", body: "" }],
  };
  const ground = { messages: async (topic: string) => heard[topic] ?? [] };
  const topics = { primary: "p", standby: "s" };
  const before = await hear(ground, topics);
  expect(before).toEqual({ counts: { primary: 1, standby: 1 }, raised: ["unprotected"] });
  heard["s"]?.push(
    { subject: "alarm latch-lost raised", body: "" },
    { subject: "alarm latch-lost cleared", body: "" },
    { subject: undefined, body: "alarm x raised" },
    { subject: "alarm latch-lost raised", body: "" },
  );
  expect(heardSince(before, await hear(ground, topics))).toEqual({
    counts: { primary: 0, standby: 4 },
    raised: ["latch-lost"],
  });
});
