import { profileNames } from "@tandem/config";
import { expect, it } from "vitest";
import { layerId } from "./contract.ts";
import { environmentOutputs } from "./environment-outputs.ts";

it("names outputs for every profile", () => {
  expect([...environmentOutputs.keys()].toSorted()).toEqual(profileNames);
});

it.each([...environmentOutputs])("takes each output of %s from one that its stack publishes", (_, outputs) => {
  const unpublished = Object.entries(outputs).filter(([, { contract, key }]) => !(key in contract.outputs));
  expect(unpublished).toEqual([]);
});

it("gives payments-us the names of its sheet", () => {
  const sources = Object.entries(environmentOutputs.get("payments-us") ?? {}).map(([name, { contract, key }]) => [
    name,
    `${layerId(contract)}.${key}`,
  ]);
  expect(Object.fromEntries(sources)).toEqual({
    primaryApiEndpoint: "primary-region.apiEndpoint",
    secondaryApiEndpoint: "standby-region.apiEndpoint",
    failoverDnsName: "global/traffic.failoverDnsName",
    healthCheckId: "global/traffic.healthCheckId",
    alarmArns: "global/traffic.alarmArns",
  });
});
