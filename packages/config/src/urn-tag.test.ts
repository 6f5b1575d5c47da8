import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { urnTagKey, urnTagValue } from "./urn-tag.ts";

const legal = /^[a-zA-Z0-9 _.:/=+\-@]{1,256}$/;
const unit = fc.constantFrom("a", "=", "2", "4", "$", ":", "ü");
const urn = "urn:pulumi:dev::tandem-shared::tandem:security:MultiRegionKey$aws:kms/key:Key::data-key-primary";

describe("urnTagValue", () => {
  it("escapes what AWS refuses, and leaves the rest to read", () => {
    expect(urnTagKey).toBe("tandem:urn");
    expect(urnTagValue(urn)).toBe(
      "urn:pulumi:dev::tandem-shared::tandem:security:MultiRegionKey=24aws:kms/key:Key::data-key-primary",
    );
    expect(urnTagValue("a=24b$ü")).toBe("a=3d24b=24=c3=bc");
  });

  it("hashes a URN that is too long, with its end left to read", () => {
    const long = `${urn}-${"x".repeat(256)}-end`;
    const value = urnTagValue(long);
    expect(value).toMatch(/^==[0-9a-f]{64}==x+-end$/);
    expect(value).toHaveLength(256);
    expect(urnTagValue(`${urn}+${"x".repeat(256)}-end`)).not.toBe(value);
  });

  it("is always legal", () => {
    const long = fc.string({ unit, minLength: 1, maxLength: 600 });
    fc.assert(
      fc.property(long, (text) => {
        expect(urnTagValue(text)).toMatch(legal);
      }),
    );
  });

  it("is another value for another URN", () => {
    const text = fc.string({ unit });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(urnTagValue(one) === urnTagValue(other)).toBe(one === other);
      }),
    );
  });
});
