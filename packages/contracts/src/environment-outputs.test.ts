import { readFile } from "node:fs/promises";
import { join } from "node:path";
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

it.each([...environmentOutputs])(
  "has each output of %s on the profile's page, and no other",
  async (profile, outputs) => {
    const page = await readFile(join(import.meta.dirname, `../../../docs/profiles/${profile}.md`), "utf8");
    const [, section = ""] = page.split(/## (?:Outputs|Alarms)\n/);
    const named = [...section.matchAll(/^\| `(?<name>\w+)` /gm)].map(({ groups }) => groups?.["name"]);
    expect(named).toEqual(Object.keys(outputs));
  },
);

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

it.each(["trading-eu", "trading-serverless-us", "transactions-us"])(
  "gives %s the endpoints of its sheet",
  (profile) => {
    const sources = Object.entries(environmentOutputs.get(profile) ?? {}).map(([name, { contract, key }]) => [
      name,
      `${layerId(contract)}.${key}`,
    ]);
    expect(Object.fromEntries(sources)).toEqual({
      primaryEndpoint: "primary-region.apiEndpoint",
      secondaryEndpoint: "standby-region.apiEndpoint",
      failoverDnsName: "global/traffic.failoverDnsName",
      healthCheckId: "global/traffic.healthCheckId",
      healthCheckUrls: "global/traffic.healthCheckUrls",
      dashboardUrl: "global/traffic.dashboardUrl",
      alarmArns: "global/traffic.alarmArns",
    });
  },
);
