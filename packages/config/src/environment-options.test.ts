import { describe, expect, it } from "vitest";
import { checkEnvironment, requireEnvironment } from "./environment.ts";
import type { EnvironmentInput } from "./environment.ts";

const good: EnvironmentInput = {
  environment: "dev",
  profile: "payments-us",
  environmentSuffix: "dev1",
  accountId: "123456789012",
  domain: "pay.bank.co",
  primaryRegion: undefined,
  standbyRegion: undefined,
};

/** Key, value and legal values of each problem. */
function problemsOf(change: Partial<EnvironmentInput>): readonly (readonly unknown[])[] {
  const checked = checkEnvironment({ ...good, ...change });
  return checked.ok ? [] : checked.problems.map(({ key, value, legal }) => [key, value, legal]);
}

const delegationOf = (change: Partial<EnvironmentInput>) => {
  const { domainMode, parentZoneId, delegated } = requireEnvironment({ ...good, ...change });
  return { domainMode, parentZoneId, delegated };
};

describe("the domain mode", () => {
  it.each(["payment-dev1.test.local", "pay.test", "a.local"])("is none for %s", (domain) => {
    expect(delegationOf({ domain })).toEqual({ domainMode: "none", parentZoneId: undefined, delegated: false });
  });

  it.each(["pay.bank.co", "test.bank.co", "mytest.co", "local.bank"])("is external for %s", (domain) => {
    expect(delegationOf({ domain })).toEqual({ domainMode: "external", parentZoneId: undefined, delegated: false });
  });

  it("may be none for a domain that could be validated", () => {
    expect(delegationOf({ domainMode: "none" }).domainMode).toBe("none");
  });

  it("is delegated once people say that they have delegated the zone", () => {
    expect(delegationOf({ delegated: "true" })).toEqual({
      domainMode: "external",
      parentZoneId: undefined,
      delegated: true,
    });
  });

  it("is delegated at once from a parent zone", () => {
    expect(delegationOf({ domainMode: "delegated", parentZoneId: "Z0123456789ABC" })).toEqual({
      domainMode: "delegated",
      parentZoneId: "Z0123456789ABC",
      delegated: true,
    });
  });

  it.each<[Partial<EnvironmentInput>, readonly unknown[]]>([
    [{ domainMode: "mine" }, ["tandem:domainMode", "mine", "none | external | delegated"]],
    [
      { domain: "pay.test", domainMode: "external" },
      ["tandem:domainMode", "external", "none: nobody can validate a certificate for pay.test"],
    ],
    [
      { domainMode: "delegated" },
      ["tandem:parentZoneId", undefined, "the hosted zone to delegate from, Z and up to 31 of A-Z 0-9"],
    ],
    [
      { domainMode: "delegated", parentZoneId: "/hostedzone/Z1" },
      ["tandem:parentZoneId", "/hostedzone/Z1", "the hosted zone to delegate from, Z and up to 31 of A-Z 0-9"],
    ],
    [{ parentZoneId: "Z123" }, ["tandem:parentZoneId", "Z123", "none, unless domainMode is delegated"]],
    [{ delegated: "yes" }, ["tandem:delegated", "yes", "true | false"]],
    [
      { domainMode: "none", delegated: "true" },
      ["tandem:delegated", "true", "false, unless people delegate the zone (domainMode external)"],
    ],
  ])("refuses %j", (change, problem) => {
    expect(problemsOf(change)).toEqual([problem]);
  });

  it("names the command that mends it", () => {
    const checked = checkEnvironment({ ...good, domainMode: "mine" });
    expect(checked.ok ? [] : checked.problems.map(({ fix }) => fix)).toEqual([
      "pulumi -C stacks/shared config set -s dev tandem:domainMode external",
    ]);
  });
});

describe("the retention", () => {
  it("is the profile's, or the environment's own", () => {
    expect(requireEnvironment(good).retention).toBe("disposable");
    expect(requireEnvironment({ ...good, retention: "keep" }).retention).toBe("keep");
  });

  it("is no other word", () => {
    expect(problemsOf({ retention: "forever" })).toEqual([["tandem:retention", "forever", "disposable | keep"]]);
  });
});

describe("the database's engine", () => {
  const versions =
    "15.10 | 15.12 | 15.13 | 15.14 | 15.15 | 15.17 | 15.18 | 16.8 | 16.9 | 16.10 | 16.11 | 16.13 | 16.14 | 17.4 | 17.5 | 17.6 | 17.7 | 17.9 | 17.10";
  const legal = `a version of Aurora PostgreSQL that AWS has not retired: ${versions}`;

  it("is the profile's, or the environment's own", () => {
    const versionOf = (change: Partial<EnvironmentInput>) =>
      requireEnvironment({ ...good, ...change }).databaseEngineVersion;
    expect(versionOf({})).toBe(undefined);
    expect(versionOf({ profile: "transactions-us" })).toBe("15.18");
    expect(versionOf({ profile: "trading-eu" })).toBe("17.7");
    expect(versionOf({ profile: "transactions-us", databaseEngineVersion: "16.10" })).toBe("16.10");
  });

  it.each(["15.4", "16.1", "17", "14.23", "18.3", ""])("is not %j, which AWS has retired or never made", (version) => {
    expect(problemsOf({ profile: "transactions-us", databaseEngineVersion: version })).toEqual([
      ["tandem:databaseEngineVersion", version, legal],
    ]);
    expect(problemsOf({ profile: "transactions", databaseEngineVersion: version }).at(-1)).toEqual([
      "tandem:databaseEngineVersion",
      version,
      legal,
    ]);
  });

  it("is none where there is no database", () => {
    expect(problemsOf({ databaseEngineVersion: "17.7" })).toEqual([
      ["tandem:databaseEngineVersion", "17.7", "none: payments-us has no database"],
    ]);
  });

  it("names the command that sets a version that exists", () => {
    const checked = checkEnvironment({ ...good, profile: "trading-eu", databaseEngineVersion: "15.4" });
    expect(checked.ok ? [] : checked.problems.map(({ fix }) => fix)).toEqual([
      "pulumi -C stacks/shared config set -s dev tandem:databaseEngineVersion 17.7",
    ]);
  });
});

describe("the operator", () => {
  it.each(["arn:aws:iam::123456789012:role/on-call", "arn:aws:iam::210987654321:user/people/ada"])(
    "may be %s",
    (operatorArn) => {
      expect(requireEnvironment({ ...good, operatorArn }).operatorArn).toBe(operatorArn);
    },
  );

  it.each(["on-call", "arn:aws:iam::123456789012:root", "arn:aws:iam::1234:role/x", "*"])(
    "is not %j",
    (operatorArn) => {
      expect(problemsOf({ operatorArn })).toEqual([
        ["tandem:operatorArn", operatorArn, "the ARN of an IAM role or user"],
      ]);
    },
  );
});

describe("alert addresses", () => {
  it.each<[string | undefined, readonly string[]]>([
    [undefined, []],
    ["", []],
    ["a@bank.co", ["a@bank.co"]],
    ["a@bank.co, b.c+d@pay.bank.co", ["a@bank.co", "b.c+d@pay.bank.co"]],
  ])("of %j are %j", (alertEmails, emails) => {
    expect(requireEnvironment({ ...good, alertEmails }).alertEmails).toEqual(emails);
  });

  it.each(["a", "a@bank", "a@bank.co,", "a@bank.co,a@bank.co", "a b@bank.co", "a@bank..co"])(
    "are not %j",
    (alertEmails) => {
      expect(problemsOf({ alertEmails })).toEqual([
        ["tandem:alertEmails", alertEmails, "e-mail addresses with commas between them, each once"],
      ]);
    },
  );
});
