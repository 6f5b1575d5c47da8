import { expect, it } from "vitest";
import { allOutputLines, outputLines } from "./outputs.ts";

it("aligns values behind names, and gives each item of a list a line", () => {
  const outputs = { healthCheckId: "h1", alarmArns: ["arn:1", "arn:2"] };
  expect(outputLines({ outputs })).toBe(`healthCheckId  h1
alarmArns      arn:1
               arn:2
`);
});

it("heads each layer's outputs with its name, and says which layer is not there", () => {
  const layers = [
    { id: "shared", stack: "tandem-shared/dev", outputs: { topology: { profile: "p" }, keyArn: "arn:1" } },
    { id: "global/traffic", stack: "tandem-global/dev-traffic", outputs: null },
  ];
  expect(allOutputLines(layers)).toBe(`shared (tandem-shared/dev)
  topology  {"profile":"p"}
  keyArn    arn:1

global/traffic: tandem-global/dev-traffic does not exist
`);
});
