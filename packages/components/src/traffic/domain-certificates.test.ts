import * as pulumi from "@pulumi/pulumi";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { run } from "../testing/topology.ts";
import { askedRecord } from "./domain-certificates.ts";

const option = {
  domainName: "api.bank.co",
  resourceRecordName: "_1.api.bank.co",
  resourceRecordType: "CNAME",
  resourceRecordValue: "_2.acm-validations.aws",
};

describe("askedRecord", () => {
  it("is what ACM asks for of the name", async () => {
    const { outputs } = await withMocks(
      () =>
        askedRecord(
          pulumi.output([{ ...option, domainName: "x.bank.co", resourceRecordName: "_9" }, option]),
          "api.bank.co",
        ),
      run,
    );
    expect(outputs).toEqual({ name: "_1.api.bank.co", type: "CNAME", value: "_2.acm-validations.aws" });
  });

  it("leaves a record that ACM does not ask for to the engine's refusal, and throws nowhere", async () => {
    const { outputs } = await withMocks(() => askedRecord(pulumi.output([]), "api.bank.co"), run);
    expect(outputs).toEqual({ name: undefined, type: undefined, value: undefined });
  });
});
