import { describe, expect, it } from "vitest";
import { arn, baseUrl, checkedUrl, consoleUrl, hostname, httpsUrl, name } from "./leaves.ts";

const accepts = (schema: typeof name | typeof baseUrl, value: unknown) => schema.safeParse(value).success;

describe("an ARN", () => {
  it.each([
    ["kms", "arn:aws:kms:us-east-1:123456789012:key/mrk-1", true],
    ["iam", "arn:aws:iam::123456789012:role/a", true],
    ["kms", "arn:aws-us-gov:kms:us-gov-east-1:123456789012:key/a", true],
    ["kms", "arn:aws:iam::123456789012:role/a", false],
    ["iam", "arn:aws:iam::1234:role/a", false],
    ["iam", "arn:aws:iam::123456789012:", false],
    ["iam", "role/a", false],
  ])("of %s: %s is %s", (service, value, accepted) => {
    expect(accepts(arn(service), value)).toBe(accepted);
  });
});

describe("a URL", () => {
  it.each([
    ["https://abc.execute-api.us-east-1.amazonaws.com/prod", true],
    ["https://pay.test", true],
    ["http://pay.test", false],
    ["https://user:secret@pay.test", false],
    ["https://pay.test/?q=1", false],
    ["pay.test", false],
  ])("%s is %s", (value, accepted) => {
    expect(accepts(httpsUrl, value)).toBe(accepted);
  });
});

describe("the base of an API", () => {
  it.each([
    ["https://abc.execute-api.us-east-1.amazonaws.com/prod", true],
    ["http://alb-1.us-east-1.elb.amazonaws.com", true],
    ["http://alb-1.us-east-1.elb.amazonaws.com/prod", false],
    ["ftp://pay.test", false],
  ])("%s is %s", (value, accepted) => {
    expect(accepts(baseUrl, value)).toBe(accepted);
  });
});

describe("what a health check asks", () => {
  it.each([
    ["https://abc.execute-api.us-east-1.amazonaws.com/prod/health", true],
    ["http://alb-1.us-east-1.elb.amazonaws.com/health", true],
    ["http://alb-1.us-east-1.elb.amazonaws.com/health?q=1", false],
  ])("%s is %s", (value, accepted) => {
    expect(accepts(checkedUrl, value)).toBe(accepted);
  });
});

describe("a page of the console", () => {
  it.each([
    ["https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#dashboards/dashboard/a", true],
    ["https://console.bank.co/cloudwatch", false],
  ])("%s is %s", (value, accepted) => {
    expect(accepts(consoleUrl, value)).toBe(accepted);
  });
});

describe("a host name", () => {
  it.each([
    ["api.payment-dev1.test.local", true],
    ["_acme.pay.test", true],
    ["pay.test.", false],
    ["pay", false],
    ["https://pay.test", false],
    ["Pay.test", false],
  ])("%s is %s", (value, accepted) => {
    expect(accepts(hostname, value)).toBe(accepted);
  });
});

describe("a name", () => {
  it("is not empty", () => {
    expect(accepts(name, "a")).toBe(true);
    expect(accepts(name, "")).toBe(false);
  });
});
