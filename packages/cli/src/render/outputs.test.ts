import { expect, it } from "vitest";
import { allOutputLines, outputLines } from "./outputs.ts";

it("aligns values behind names, and gives each item of a list a line, under what ARNs share", () => {
  const alarm = (region: string, name: string) => `arn:aws:cloudwatch:${region}:000000000000:alarm:${name}`;
  const alarmArns = [alarm("us-east-1", "errors"), alarm("us-east-1", "latency"), alarm("us-east-2", "errors")];
  const outputs = { id: "h1", dnsName: "api.test", alarmArns, zoneNameServers: ["ns-1", "ns-2"] };
  expect(outputLines({ outputs })).toBe(`id       h1
dnsName  api.test
alarmArns: 3
  arn:aws:cloudwatch:us-east-1:000000000000:alarm:
    errors
    latency
  arn:aws:cloudwatch:us-east-2:000000000000:alarm:errors
zoneNameServers: 2
  ns-1
  ns-2
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
