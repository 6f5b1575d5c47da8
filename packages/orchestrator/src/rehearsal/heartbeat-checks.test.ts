import { requireEnvironment } from "@tandem/config";
import { expect, it } from "vitest";
import { fakeHeartbeats } from "./fake-heartbeats.ts";
import { checkHeartbeats } from "./heartbeat-checks.ts";

const config = requireEnvironment({
  environment: "rehearsal-abcdef",
  profile: "payments-us",
  environmentSuffix: "abcdef",
  accountId: "000000000000",
  domain: undefined,
  primaryRegion: undefined,
  standbyRegion: undefined,
});

it("starts each region's writer and finds its item and object in the other region", async () => {
  const fake = fakeHeartbeats();
  const asked: string[] = [];
  const checks = await checkHeartbeats(
    {
      start: async (name, region) => {
        asked.push(`start ${name} in ${region}`);
        await fake.start(name, region);
      },
      item: async (table, key, region) => {
        asked.push(`${key["pk"]} of ${table} in ${region}`);
        return fake.item(table, key, region);
      },
      object: async (bucket, key, region) => {
        asked.push(`${key} of ${bucket} in ${region}`);
        return fake.object(bucket, key, region);
      },
    },
    config,
  );
  expect(checks.map(({ id, ok }) => [id, ok])).toEqual(
    ["primary", "standby"].flatMap((here) => {
      const there = here === "primary" ? "standby" : "primary";
      return [
        [`${here}-heartbeat-started`, true],
        [`${here}-heartbeat-arrives-in-${there}`, true],
        [`${here}-heartbeat-object-arrives-in-${there}`, true],
      ];
    }),
  );
  expect(asked.toSorted()).toEqual([
    "heartbeat#us-east-1 of payment-control-global-abcdef in us-east-2",
    "heartbeat#us-east-2 of payment-control-global-abcdef in us-east-1",
    "heartbeats/us-east-1.json of payment-docs-us-east-2-abcdef in us-east-2",
    "heartbeats/us-east-2.json of payment-docs-us-east-1-abcdef in us-east-1",
    "start payment-heartbeat-us-east-1-abcdef in us-east-1",
    "start payment-heartbeat-us-east-2-abcdef in us-east-2",
  ]);
});

it("waits for a heartbeat that is fresh", async () => {
  const fake = fakeHeartbeats();
  fake.ageMs = 61_000;
  let looks = 0;
  const checks = await checkHeartbeats(
    {
      ...fake,
      item: (...asked) => {
        looks += 1;
        if (looks > 4) fake.ageMs = 1000;
        return fake.item(...asked);
      },
    },
    config,
  );
  expect(looks).toBeGreaterThan(4);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});

it("says what a writer cannot do, and what is no heartbeat of the region", async () => {
  const checks = await checkHeartbeats(
    {
      ...fakeHeartbeats(),
      start: async () => {
        throw new Error("Rate Exceeded");
      },
      item: async () => ({ region: "eu-west-1", writtenAt: Date.now() }),
      object: async () => "{}",
    },
    config,
  );
  expect(checks.slice(0, 3).map(({ ok, detail }) => [ok, detail.replace(/\d{13}/, "now")])).toEqual([
    [false, "Rate Exceeded"],
    [false, 'no heartbeat: {"region":"eu-west-1","writtenAt":now}'],
    [false, "no heartbeat: {}"],
  ]);
});
