import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkEnvironment, environmentRefusal, requireEnvironment } from "./environment.ts";
import type { EnvironmentInput } from "./environment.ts";
import { ConfigError } from "./errors.ts";
import type { ConfigProblem } from "./errors.ts";
import { paymentsUs } from "./profiles/payments-us.ts";
import { regionNames } from "./regions.ts";

const good: EnvironmentInput = {
  environment: "dev",
  profile: "payments-us",
  environmentSuffix: "dev1",
  accountId: "123456789012",
  domain: undefined,
  primaryRegion: undefined,
  standbyRegion: undefined,
};

function problemsOf(change: Partial<EnvironmentInput>): readonly ConfigProblem[] {
  const checked = checkEnvironment({ ...good, ...change });
  return checked.ok ? [] : checked.problems;
}

const set = (key: string, value: string) => `pulumi -C stacks/shared config set -s dev tandem:${key} ${value}`;
const accountLegal = "the 12 digits of the one AWS account that may be touched";
const profilesLegal = "payments-us | trading-eu | trading-serverless-us | transactions-us";
const environmentLegal = "a letter, then up to 15 of a-z 0-9 -, not ending in -foundation or -traffic";

describe("a configuration that holds", () => {
  it("takes the profile's regions and domain where none are given", () => {
    expect(checkEnvironment(good)).toEqual({
      ok: true,
      config: {
        profile: paymentsUs,
        environment: "dev",
        environmentSuffix: "dev1",
        accountId: "123456789012",
        domain: "payment-dev1.test.local",
        regions: { primary: "us-east-1", standby: "us-east-2" },
        domainMode: "none",
        parentZoneId: undefined,
        delegated: false,
        retention: "disposable",
        operatorArn: undefined,
        alertEmails: [],
        databaseEngineVersion: undefined,
      },
    });
  });

  it("takes overrides", () => {
    expect(
      requireEnvironment({ ...good, domain: "pay.bank.co", primaryRegion: "eu-west-1", standbyRegion: "eu-west-2" }),
    ).toMatchObject({ domain: "pay.bank.co", regions: { primary: "eu-west-1", standby: "eu-west-2" } });
  });
});

describe("every problem at once", () => {
  it("when everything is missing", () => {
    const missing: EnvironmentInput = {
      environment: undefined,
      profile: undefined,
      environmentSuffix: undefined,
      accountId: undefined,
      domain: undefined,
      primaryRegion: undefined,
      standbyRegion: undefined,
    };
    const command = "pulumi -C stacks/shared config set -s <env> tandem:";
    expect(() => requireEnvironment(missing)).toThrow(
      new ConfigError([
        { key: "env", value: undefined, legal: environmentLegal, fix: "pulumi -C stacks/shared stack init dev" },
        { key: "tandem:profile", value: undefined, legal: profilesLegal, fix: `${command}profile payments-us` },
        { key: "tandem:accountId", value: undefined, legal: accountLegal, fix: `${command}accountId 123456789012` },
        {
          key: "tandem:environmentSuffix",
          value: undefined,
          legal: "a short word that every name ends in, lower-case letters, digits and hyphens",
          fix: `${command}environmentSuffix dev1`,
        },
      ]),
    );
  });

  it("when everything is wrong, with the caller's fixes", () => {
    const wrong: EnvironmentInput = {
      environment: "Dev",
      profile: "payments-eu",
      environmentSuffix: "dev1",
      accountId: "1234",
      domain: "pay.example.com",
      primaryRegion: "us-east-9",
      standbyRegion: "moon-1",
    };
    const checked = checkEnvironment(wrong, (key, example) => `${key}=${example}`);
    const regions = regionNames.join(" | ");
    expect(checked).toEqual({
      ok: false,
      problems: [
        { key: "env", value: "Dev", legal: environmentLegal, fix: "env=dev" },
        { key: "tandem:profile", value: "payments-eu", legal: profilesLegal, fix: "profile=payments-us" },
        { key: "tandem:accountId", value: "1234", legal: accountLegal, fix: "accountId=123456789012" },
        { key: "tandem:primaryRegion", value: "us-east-9", legal: regions, fix: "primaryRegion=us-east-1" },
        { key: "tandem:standbyRegion", value: "moon-1", legal: regions, fix: "standbyRegion=us-east-1" },
        {
          key: "tandem:domain",
          value: "pay.example.com",
          legal: "a domain that is not reserved (example.com is)",
          fix: "domain=payments.test.local",
        },
      ],
    });
  });
});

describe("environment names", () => {
  it.each(["d", "dev", "rehearsal-a1b2c3", "foundation", "traffic-dev", "a-foundations"])("accept %s", (name) => {
    expect(environmentRefusal(name)).toBe(undefined);
  });

  it.each(["", "1dev", "-dev", "Dev", "dev_1", "dev.1", "a1234567890123456", "dev-foundation", "dev-traffic"])(
    "refuse %j",
    (name) => {
      expect(environmentRefusal(name)).toBe(environmentLegal);
      expect(problemsOf({ environment: name })).toEqual([
        { key: "env", value: name, legal: environmentLegal, fix: "pulumi -C stacks/shared stack init dev" },
      ]);
    },
  );
});

describe("regions", () => {
  const equal = (standby: string, primary: string, example: string) => [
    {
      key: "tandem:standbyRegion",
      value: standby,
      legal: `any region but the primary's, ${primary}`,
      fix: set("standbyRegion", example),
    },
  ];

  it("must differ", () => {
    expect(problemsOf({ primaryRegion: "eu-west-1", standbyRegion: "eu-west-1" })).toEqual(
      equal("eu-west-1", "eu-west-1", "us-east-2"),
    );
  });

  it("must differ from the profile's, too", () => {
    expect(problemsOf({ standbyRegion: "us-east-1" })).toEqual(equal("us-east-1", "us-east-1", "us-east-2"));
    expect(problemsOf({ primaryRegion: "us-east-2" })).toEqual(equal("us-east-2", "us-east-2", "us-east-1"));
  });

  it("must differ where the profile is unknown", () => {
    const [, regions] = problemsOf({ profile: "nope", primaryRegion: "us-east-1", standbyRegion: "us-east-1" });
    expect(regions).toEqual(equal("us-east-1", "us-east-1", "us-east-2")[0]);
  });

  it("must be known ones", () => {
    expect(problemsOf({ primaryRegion: "us-east-9" })).toEqual([
      {
        key: "tandem:primaryRegion",
        value: "us-east-9",
        legal: regionNames.join(" | "),
        fix: set("primaryRegion", "us-east-1"),
      },
    ]);
    expect(problemsOf({ standbyRegion: "" }).map(({ key, value }) => [key, value])).toEqual([
      ["tandem:standbyRegion", ""],
    ]);
  });
});

describe("the suffix", () => {
  it("is refused with every service whose names it breaks", () => {
    const legal = [
      'lambda-function name "payment-processor-us-east-1-a.b": 1-64 letters, digits, - and _',
      'sns-topic name "failover-alerts-us-east-1-a.b": 1-256 letters, digits, - and _',
      'kms-alias name "alias/payment-data-us-east-1-a.b": alias/ and letters, digits, / _ and -, 256 in all',
      's3-bucket name "payment-docs-us-east-1-a.b": 3-63 lower-case letters, digits and inner hyphens, not ending in -s3alias, --ol-s3, --x-s3 or --table-s3',
      'lambda-function name "payment-heartbeat-us-east-1-a.b": 1-64 letters, digits, - and _',
      'lambda-function name "payment-processor-us-east-2-a.b": 1-64 letters, digits, - and _',
      'sns-topic name "failover-alerts-us-east-2-a.b": 1-256 letters, digits, - and _',
      'kms-alias name "alias/payment-data-us-east-2-a.b": alias/ and letters, digits, / _ and -, 256 in all',
      's3-bucket name "payment-docs-us-east-2-a.b": 3-63 lower-case letters, digits and inner hyphens, not ending in -s3alias, --ol-s3, --x-s3 or --table-s3',
      'lambda-function name "payment-heartbeat-us-east-2-a.b": 1-64 letters, digits, - and _',
      'lambda-function name "payment-failover-us-east-2-a.b": 1-64 letters, digits, - and _',
      'lambda-function name "payment-latch-us-east-2-a.b": 1-64 letters, digits, - and _',
      'dashboard name "payment-readiness-global-a.b": 1-255 letters, digits, - and _',
    ];
    expect(problemsOf({ environmentSuffix: "a.b" })).toEqual([
      {
        key: "tandem:environmentSuffix",
        value: "a.b",
        legal: `one that gives legal names; ${legal.join("; ")}`,
        fix: set("environmentSuffix", "dev1"),
      },
    ]);
  });

  it.each([
    ["Dev1", ["s3-bucket", "dns-label"]],
    ["dev_1", ["s3-bucket", "dns-label"]],
    ["dev-", ["s3-bucket", "dns-label"]],
    ["s3alias", ["s3-bucket"]],
    ["a".repeat(56), ["dns-label"]],
  ])("%j is refused by %j", (environmentSuffix, services) => {
    const [problem, ...others] = problemsOf({ environmentSuffix });
    expect(others).toEqual([]);
    const refusing = [...(problem?.legal.matchAll(/([a-z0-9-]+) name "/g) ?? [])].map(([, service]) => service);
    expect([...new Set(refusing)]).toEqual(services);
  });

  it("is accepted exactly when a DNS label may end in it and S3 does not keep it", () => {
    const characters = fc.constantFrom("a", "b", "0", "1", "-", "_", ".", "A");
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 55, unit: characters }), (suffix) => {
        const accepted = /^[ab01-]*[ab01]$/.test(suffix);
        expect(checkEnvironment({ ...good, environmentSuffix: suffix }).ok).toBe(accepted);
      }),
    );
  });
});

describe("the domain", () => {
  it.each([
    ["pay.example.com", "a domain that is not reserved (example.com is)"],
    ["Pay.test", "two or more labels of lower-case letters, digits and inner hyphens, 1-63 characters each"],
    ["", "two or more labels of lower-case letters, digits and inner hyphens, 1-63 characters each"],
  ])("%j is refused", (domain, legal) => {
    expect(problemsOf({ domain })).toEqual([
      { key: "tandem:domain", value: domain, legal, fix: set("domain", "payment-dev1.test.local") },
    ]);
  });
});

describe("the account", () => {
  it.each(["12345678901", "1234567890123", "12345678901a", ""])("%j is refused", (accountId) => {
    expect(problemsOf({ accountId })).toEqual([
      { key: "tandem:accountId", value: accountId, legal: accountLegal, fix: set("accountId", "123456789012") },
    ]);
  });
});
