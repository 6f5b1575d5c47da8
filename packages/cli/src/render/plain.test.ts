import { ProgressSink } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { plainProgress } from "./plain.ts";

it("writes a line when a step starts and one when it ends, with the path, the time and the last word", async () => {
  let text = "";
  const progress = new ProgressSink(plainProgress((more) => (text += more)));
  progress.plan([{ id: "rollout", title: "Roll out", steps: [{ id: "rollout/shared", title: "shared" }] }]);
  await progress.step("rollout", async () => {
    await progress.step("rollout/shared", async (tell) => {
      tell("key");
      tell("9 steps");
    });
    await progress.step(
      "rollout/shared",
      async () => 3,
      (value) => `${value} things are wrong`,
    );
    await expect(progress.step("rollout/shared", () => Promise.reject(new Error("broke")))).rejects.toThrow("broke");
  });
  expect(text.replaceAll(/\d+\.\d s/g, "0.0 s")).toBe(`-  Roll out
-  Roll out > shared
ok Roll out > shared (0.0 s): 9 steps
-  Roll out > shared
x  Roll out > shared (0.0 s): 3 things are wrong
-  Roll out > shared
x  Roll out > shared (0.0 s): broke
ok Roll out (0.0 s)
`);
});
