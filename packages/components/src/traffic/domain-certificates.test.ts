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
  it("is what ACM asks for", async () => {
    const { outputs } = await withMocks(() => askedRecord(pulumi.output([option])), run);
    expect(outputs).toEqual({ name: "_1.api.bank.co", type: "CNAME", value: "_2.acm-validations.aws" });
  });

  it("leaves a record that ACM does not ask for to the engine's refusal, and throws nowhere", async () => {
    const { outputs } = await withMocks(() => askedRecord(pulumi.output([])), run);
    expect(outputs).toEqual({ name: undefined, type: undefined, value: undefined });
  });
});
