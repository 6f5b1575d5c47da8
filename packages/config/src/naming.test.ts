import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { physicalName, refusal } from "./naming.ts";
import type { NamedService } from "./naming.ts";

interface Case {
  readonly maxLength: number;
  /** Full names whose characters the service accepts, of any length. */
  readonly legal: RegExp;
  /** A name that the service refuses, and why. */
  readonly refused: { readonly name: string; readonly why: string };
}

const cases: Readonly<Record<NamedService, Case>> = {
  "lambda-function": {
    maxLength: 64,
    legal: /^[A-Za-z0-9_-]{1,600}$/,
    refused: { name: "a.b", why: 'lambda-function name "a.b": 1-64 letters, digits, - and _' },
  },
  "iam-role": {
    maxLength: 64,
    legal: /^[A-Za-z0-9_+=,.@-]{1,600}$/,
    refused: { name: "a/b", why: 'iam-role name "a/b": 1-64 letters, digits and +=,.@-_' },
  },
  "iam-policy": {
    maxLength: 128,
    legal: /^[A-Za-z0-9_+=,.@-]{1,600}$/,
    refused: { name: "a b", why: 'iam-policy name "a b": 1-128 letters, digits and +=,.@-_' },
  },
  "dynamodb-table": {
    maxLength: 255,
    legal: /^[A-Za-z0-9_.-]{3,600}$/,
    refused: { name: "ab", why: 'dynamodb-table name "ab": 3-255 letters, digits, _ . and -' },
  },
  "s3-bucket": {
    maxLength: 63,
    legal: /^[a-z0-9][a-z0-9-]{1,600}[a-z0-9]$/,
    refused: {
      name: "Docs",
      why: 's3-bucket name "Docs": 3-63 lower-case letters, digits and inner hyphens, not ending in -s3alias, --ol-s3, --x-s3 or --table-s3',
    },
  },
  "sns-topic": {
    maxLength: 256,
    legal: /^[A-Za-z0-9_-]{1,600}$/,
    refused: { name: "", why: 'sns-topic name "": 1-256 letters, digits, - and _' },
  },
  "kms-alias": {
    maxLength: 256,
    legal: /^alias\/[A-Za-z0-9/_-]{1,600}$/,
    refused: { name: "data-key", why: 'kms-alias name "data-key": alias/ and letters, digits, / _ and -, 256 in all' },
  },
  "log-group": {
    maxLength: 512,
    legal: /^[A-Za-z0-9_/.#-]{1,900}$/,
    refused: { name: "a:b", why: 'log-group name "a:b": 1-512 letters, digits and _-/.#' },
  },
  schedule: {
    maxLength: 64,
    legal: /^[A-Za-z0-9_.-]{1,600}$/,
    refused: { name: "a/b", why: 'schedule name "a/b": 1-64 letters, digits and -_.' },
  },
  "rest-api": {
    maxLength: 255,
    legal: /^[ -~]{1,600}$/,
    refused: { name: "é", why: 'rest-api name "é": 1-255 printable ASCII characters' },
  },
  "alarm-prefix": {
    maxLength: 200,
    legal: /^[ -~]{1,600}$/,
    refused: { name: "", why: 'alarm-prefix name "": 1-200 printable ASCII characters' },
  },
  dashboard: {
    maxLength: 255,
    legal: /^[A-Za-z0-9_-]{1,600}$/,
    refused: { name: "a.b", why: 'dashboard name "a.b": 1-255 letters, digits, - and _' },
  },
  "load-balancer": {
    maxLength: 32,
    legal: /^[A-Za-z0-9][A-Za-z0-9-]{0,600}[A-Za-z0-9]$/,
    refused: {
      name: "internal-alb",
      why: 'load-balancer name "internal-alb": 1-32 letters, digits and inner hyphens, not beginning with internal-',
    },
  },
  "target-group": {
    maxLength: 32,
    legal: /^[A-Za-z0-9][A-Za-z0-9-]{0,600}[A-Za-z0-9]$/,
    refused: { name: "a-", why: 'target-group name "a-": 1-32 letters, digits and inner hyphens' },
  },
  "security-group": {
    maxLength: 255,
    legal: /^[A-Za-rt-z0-9][A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]{0,600}$/,
    refused: {
      name: "sg-alb",
      why: 'security-group name "sg-alb": 1-255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, not beginning with sg-',
    },
  },
  "auto-scaling-group": {
    maxLength: 255,
    legal: /^[ -9;-~]{1,600}$/,
    refused: { name: "a:b", why: 'auto-scaling-group name "a:b": 1-255 printable ASCII characters but the colon' },
  },
  "launch-template": {
    maxLength: 128,
    legal: /^[A-Za-z0-9().\-/_]{3,600}$/,
    refused: { name: "ab", why: 'launch-template name "ab": 3-128 letters, digits and ().-/_' },
  },
  "rds-identifier": {
    maxLength: 63,
    legal: /^[a-z](-?[a-z0-9]){0,300}$/,
    refused: {
      name: "a--b",
      why: 'rds-identifier name "a--b": 1-63 lower-case letters, digits and single inner hyphens, beginning with a letter',
    },
  },
  "rds-instance-prefix": {
    maxLength: 60,
    legal: /^[a-z](-?[a-z0-9]){0,300}$/,
    refused: {
      name: "1a",
      why: 'rds-instance-prefix name "1a": 1-60 lower-case letters, digits and single inner hyphens, beginning with a letter',
    },
  },
  "rds-parameter-group": {
    maxLength: 255,
    legal: /^[a-z](-?[a-z0-9]){0,500}$/,
    refused: {
      name: "a-",
      why: 'rds-parameter-group name "a-": 1-255 lower-case letters, digits and single inner hyphens, beginning with a letter',
    },
  },
  "db-subnet-group": {
    maxLength: 255,
    legal: /^[a-ce-z0-9][a-z0-9 ._-]{0,600}$/,
    refused: {
      name: "default",
      why: 'db-subnet-group name "default": 1-255 lower-case letters, digits, spaces and ._-, not default',
    },
  },
  secret: {
    maxLength: 512,
    legal: /^[A-Za-z0-9/_+=.@-]{1,900}$/,
    refused: { name: "a b", why: 'secret name "a b": 1-512 letters, digits and /_+=.@-' },
  },
  "parameter-prefix": {
    maxLength: 900,
    legal: /^\/[b-rt-z][A-Za-z0-9_.-]{1,1200}$/,
    refused: {
      name: "/SSM-x",
      why: 'parameter-prefix name "/SSM-x": / and letters, digits and _.-, 900 in all, not beginning with aws or ssm',
    },
  },
  "name-tag": {
    maxLength: 256,
    legal: /^[A-Za-z0-9 _.:/=+@-]{1,600}$/,
    refused: { name: "a*b", why: 'name-tag name "a*b": 1-256 letters, digits, spaces and _.:/=+-@' },
  },
  "dns-label": {
    maxLength: 63,
    legal: /^[a-z0-9][a-z0-9-]{0,600}[a-z0-9]$/,
    refused: { name: "-a", why: 'dns-label name "-a": 1-63 lower-case letters, digits and inner hyphens' },
  },
};

const services = Object.entries(cases) as [NamedService, Case][];
const reservedBucketEnding = /-s3alias$|--ol-s3$|--x-s3$|--table-s3$/;

/** Full names of a service, short and long ones alike. */
const fullNames = ({ legal }: Case) =>
  fc.stringMatching(legal, { size: "max" }).filter((name) => !reservedBucketEnding.test(name));

describe.each(services)("names of %s", (service, facts) => {
  const { maxLength, refused } = facts;
  const long = fullNames(facts).map((name) => name.padEnd(maxLength + 1, "0"));

  it("are accepted, and within the limit, whatever the length of the full name", () => {
    fc.assert(
      fc.property(fc.oneof(fullNames(facts), long), (fullName) => {
        const name = physicalName(service, fullName);
        expect(name.length).toBeLessThanOrEqual(maxLength);
        expect(refusal(service, name)).toBe(undefined);
      }),
    );
  });

  it("are the full name itself where it fits", () => {
    fc.assert(
      fc.property(fullNames(facts), (fullName) => {
        const short = fullName.slice(0, maxLength);
        expect(physicalName(service, short)).toBe(short);
      }),
    );
  });

  it("do not change when they are named again", () => {
    fc.assert(
      fc.property(long, (fullName) => {
        const name = physicalName(service, fullName);
        expect(physicalName(service, name)).toBe(name);
      }),
    );
  });

  it("differ for full names that differ only after the cut", () => {
    fc.assert(
      fc.property(long, (fullName) => {
        expect(physicalName(service, `${fullName}1`)).not.toBe(physicalName(service, `${fullName}2`));
      }),
    );
  });

  it("are refused with the service's rule", () => {
    expect(refusal(service, refused.name)).toBe(refused.why);
  });

  it("are refused beyond the limit", () => {
    const prefixed: Partial<Record<NamedService, string>> = {
      "kms-alias": "alias/".padEnd(maxLength, "a"),
      "parameter-prefix": "/b".padEnd(maxLength, "a"),
    };
    const name = prefixed[service] ?? "a".repeat(maxLength);
    expect(refusal(service, name)).toBe(undefined);
    expect(refusal(service, `${name}a`)).toMatch(`${service} name "${name}a": `);
  });
});

describe("physicalName", () => {
  it("keeps the beginning and ends in six characters of the full name's SHA-256", () => {
    const fullName = `payment-processor-us-east-1-${"x".repeat(40)}`;
    expect(physicalName("lambda-function", fullName)).toBe(`payment-processor-us-east-1-${"x".repeat(29)}-7b2383`);
  });

  it("puts one hyphen before the hash where the cut falls on hyphens", () => {
    const name = physicalName("s3-bucket", `${"a".repeat(50)}------------${"b".repeat(10)}`);
    expect(name).toMatch(/^a{50}-[0-9a-f]{6}$/);
  });
});

describe("refusal", () => {
  it.each(["docs-s3alias", "docs--ol-s3", "docs--x-s3", "docs--table-s3"])(
    "keeps %s, which S3 reserves, from buckets",
    (name) => {
      expect(refusal("s3-bucket", name)).toMatch(`s3-bucket name "${name}": `);
      expect(refusal("dns-label", name)).toBe(undefined);
    },
  );

  it("accepts a bucket whose name only holds such an ending", () => {
    expect(refusal("s3-bucket", "docs-s3alias-x")).toBe(undefined);
    expect(refusal("s3-bucket", "docs-x-s3")).toBe(undefined);
  });
});
