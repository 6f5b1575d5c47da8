import { describe, expect, it } from "vitest";
import { domainRefusal } from "./domains.ts";

const shape = "two or more labels of lower-case letters, digits and inner hyphens, 1-63 characters each";

describe("domainRefusal", () => {
  it.each(["payment-dev1.test.local", "pay.test", "bank.co.uk", "example.com.au", "my-example.com", "1a.io"])(
    "accepts %s",
    (domain) => {
      expect(domainRefusal(domain)).toBe(undefined);
    },
  );

  it.each([
    ["example.com", "example.com"],
    ["pay.example.com", "example.com"],
    ["pay.example.net", "example.net"],
    ["a.b.example.org", "example.org"],
    ["pay.example", "example"],
    ["pay.invalid", "invalid"],
    ["localhost", "localhost"],
    ["pay.localhost", "localhost"],
    ["pay.onion", "onion"],
    ["home.arpa", "arpa"],
  ])("refuses %s, because %s is reserved", (domain, reserved) => {
    expect(domainRefusal(domain)).toBe(`a domain that is not reserved (${reserved} is)`);
  });

  it.each([
    "",
    "local",
    "pay..local",
    "pay.local.",
    ".pay.local",
    "Pay.local",
    "pay_1.local",
    "-pay.local",
    "pay-.local",
  ])("refuses %j for its shape", (domain) => {
    expect(domainRefusal(domain)).toBe(shape);
  });

  it("accepts labels of 63 characters and no more", () => {
    expect(domainRefusal(`${"a".repeat(63)}.local`)).toBe(undefined);
    expect(domainRefusal(`${"a".repeat(64)}.local`)).toBe(shape);
  });

  it("leaves room for the longest name below it, witness.api., within DNS's 253 characters", () => {
    const label = `${"a".repeat(59)}.`;
    expect(domainRefusal(label.repeat(4) + "a")).toBe(undefined);
    expect(domainRefusal(label.repeat(4) + "ab")).toBe(shape);
  });
});
