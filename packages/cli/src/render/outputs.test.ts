import { expect, it } from "vitest";
import { outputLines } from "./outputs.ts";

it("aligns values behind names, and gives each item of a list a line", () => {
  const outputs = { healthCheckId: "h1", alarmArns: ["arn:1", "arn:2"] };
  expect(outputLines({ outputs })).toBe(`healthCheckId  h1
alarmArns      arn:1
               arn:2
`);
});
