import fc from "fast-check";
import { expect, test } from "vitest";
import { fromRecordSet, fullName, isRecord, recordId, recordKey, toRecordSet } from "./record-set.ts";

const zoneId = "Z0123456789ABC";

test("an identifier is read back as it was written, also with underscores", () => {
  const label = fc.stringMatching(/^[a-z0-9_-]{1,8}$/);
  const key = fc.record({
    zoneId: fc.stringMatching(/^Z[A-Z0-9]{1,13}$/),
    fqdn: fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join(".")),
    type: fc.constantFrom("A", "AAAA", "CNAME", "TXT", "NS"),
    setIdentifier: fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/), { nil: undefined }),
  });
  fc.assert(
    fc.property(key, (given) => {
      expect(recordKey(recordId(given))).toEqual(given);
    }),
  );
});

test("what is no identifier is refused", () => {
  expect(() => recordKey("Z1_api.example.test")).toThrow(
    '"Z1_api.example.test" names no record; legal: <zone id>_<name>_<type>, or with _<set identifier>',
  );
});

test("a name relative to its zone is made full, once", () => {
  expect(fullName("api", "x.test.local")).toBe("api.x.test.local");
  expect(fullName("API.x.test.local.", "x.test.local.")).toBe("api.x.test.local");
  expect(fullName("x.test.local", "x.test.local")).toBe("x.test.local");
  expect(fullName("prefix.test.local", "fix.test.local")).toBe("prefix.test.local.fix.test.local");
  expect(fullName("", "x.test.local")).toBe("x.test.local");
});

test("a record set becomes the inputs that would make it", () => {
  const key = { zoneId, fqdn: "w.x.test.local", type: "TXT", setIdentifier: "a" } as const;
  const inputs = {
    records: ["up"],
    setIdentifier: "a",
    ttl: 5,
    type: "TXT",
    weightedRoutingPolicies: [{ weight: 0 }],
    healthCheckId: "h",
  };
  expect(fromRecordSet(toRecordSet(key, inputs))).toEqual(inputs);
  expect(isRecord(key, { ...toRecordSet(key, inputs), Name: "w.x.test.local." })).toBe(true);
  expect(isRecord({ ...key, setIdentifier: undefined }, { ...toRecordSet(key, inputs) })).toBe(false);
});

test("a wildcard is known in the octal form that Route 53 answers with", () => {
  const key = { zoneId, fqdn: "*.x.test.local", type: "A", setIdentifier: undefined } as const;
  expect(isRecord(key, { Name: "\\052.x.test.local.", Type: "A" })).toBe(true);
});

test("more than one policy is refused", () => {
  const key = { zoneId, fqdn: "x.test", type: "A", setIdentifier: "a" } as const;
  expect(() => toRecordSet(key, { weightedRoutingPolicies: [{ weight: 1 }, { weight: 2 }] })).toThrow(
    "weightedRoutingPolicies has 2 items; legal: one",
  );
});
