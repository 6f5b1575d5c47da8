import { expect, it } from "vitest";
import { HeldBack } from "./held-back.ts";

it("shows text at once, and what comes during a task behind it, also where the task fails", async () => {
  const shown: string[] = [];
  const held = new HeldBack((text) => shown.push(text));
  held.write("a");
  const answer = await held.during(async () => {
    held.write("c");
    shown.push("b");
    return 1;
  });
  const failed = held.during(async () => {
    held.write("d");
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  held.write("e");
  expect([answer, shown]).toEqual([1, ["a", "b", "c", "d", "e"]]);
});
