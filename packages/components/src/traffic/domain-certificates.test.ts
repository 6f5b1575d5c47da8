import { describe, expect, it } from "vitest";
import { askedRecord } from "./domain-certificates.ts";

describe("askedRecord", () => {
  it("is what ACM asks for", () => {
    const option = {
      domainName: "api.bank.co",
      resourceRecordName: "_1.api.bank.co",
      resourceRecordType: "CNAME",
      resourceRecordValue: "_2.acm-validations.aws",
    };
    expect(askedRecord([option])).toEqual({ name: "_1.api.bank.co", type: "CNAME", value: "_2.acm-validations.aws" });
  });

  it("says so when ACM asks for none", () => {
    expect(() => askedRecord([])).toThrow("ACM asks for no validation record");
  });
});
