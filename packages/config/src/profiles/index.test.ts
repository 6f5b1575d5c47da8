import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { engineVersions } from "../engine-versions.ts";
import { refusal } from "../naming.ts";
import { regionNames } from "../regions.ts";
import { profileNames, profileOf, profiles } from "./index.ts";

const all = [...profiles];
const page = async (name: string) =>
  (await readFile(join(import.meta.dirname, `../../../../docs/profiles/${name}.md`), "utf8")).replaceAll(/\s+/g, " ");
const wordsOf = (services: object) => Object.values(services) as readonly string[];

describe("profiles", () => {
  it("are named by their keys, in sorted order", () => {
    expect(profileNames).toEqual(["payments-us", "trading-eu", "trading-serverless-us", "transactions-us"]);
    expect(all.map(([key, { name }]) => [key, name])).toEqual(profileNames.map((name) => [name, name]));
  });

  it.each(all)("%s: names two different known regions", (_, { regions }) => {
    expect(regionNames).toContain(regions.primary);
    expect(regionNames).toContain(regions.standby);
    expect(regions.primary).not.toBe(regions.standby);
  });

  it.each(all)("%s: takes an engine that AWS still makes", (_, { database, store }) => {
    expect([...engineVersions, undefined]).toContain(database?.engineVersion);
    expect(database === undefined).toBe(store === "dynamodb");
  });

  it.each(all)("%s: has networks that can be peered, with room for its subnets", (_, { network }) => {
    const { primary, standby } = network?.cidrs ?? { primary: "10.0.0.0/16", standby: "10.1.0.0/16" };
    expect([primary, standby]).toEqual([
      expect.stringMatching(/^10\.\d+\.0\.0\/16$/),
      expect.stringMatching(/^10\.\d+\.0\.0\/16$/),
    ]);
    expect(primary).not.toBe(standby);
  });

  it.each(all)("%s: has the TTL that its records can have", (_, { routing }) => {
    expect(routing.record === "cname" || routing.ttlSeconds === 60).toBe(true);
  });

  it.each(all)("%s: sees a dead primary and moves DNS within its RTO", (_, { routing, budgets }) => {
    const worst = routing.healthCheckIntervalSeconds * routing.failureThreshold + routing.ttlSeconds;
    expect(worst).toBeLessThanOrEqual(budgets.rtoSeconds);
  });

  it.each(all)(
    "%s: says what AWS does not give it, each in whole sentences, and on its page as well",
    async (name, { limits }) => {
      const shown = await page(name);
      expect(limits.filter((limit) => !/^[^:]+: .+\.$/.test(limit))).toEqual([]);
      expect(limits.filter((limit) => !shown.includes(`- ${limit}`))).toEqual([]);
      expect(shown.split("## What AWS does not give")[1]?.split(" - ")).toHaveLength(limits.length + 1);
    },
  );

  it.each(all)("%s: gives every service a name of its own", (_, { services, fullName }) => {
    const names = wordsOf(services).map((service) => fullName(service, "us-east-1", "x", "primary"));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(all)(
    "%s: puts the suffix into every name and into the default domain",
    (_, { services, fullName, defaultDomain }) => {
      for (const service of wordsOf(services)) expect(fullName(service, "us-east-1", "zq7")).toContain("zq7");
      expect(defaultDomain("zq7")).toContain("zq7");
    },
  );

  it.each(all)("%s: fails over under a legal DNS label", (_, { failoverLabel }) => {
    expect(refusal("dns-label", failoverLabel)).toBe(undefined);
    // `domainRefusal` leaves room for so many.
    expect(failoverLabel.length).toBeLessThanOrEqual("api".length);
  });
});

describe("profileOf", () => {
  it("is the profile that a topology names", () => {
    expect(profileOf({ profile: "trading-eu" })).toBe(profiles.get("trading-eu"));
  });

  it("refuses one that this version does not have", () => {
    expect(() => profileOf({ profile: "trading" })).toThrow(
      'the topology names the profile "trading"; known: payments-us, trading-eu, trading-serverless-us, transactions-us',
    );
  });
});
