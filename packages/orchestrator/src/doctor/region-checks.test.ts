import { describe, expect, it } from "vitest";
import type { EnvironmentConfig, Region } from "@tandem/config";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import type { Probes } from "./probes.ts";
import { checkQuotas, checkRegions } from "./region-checks.ts";

const config = (primary: Region, standby: Region): EnvironmentConfig => ({
  ...rehearsalConfig("payments-us"),
  regions: { primary, standby },
});

type Asked = Pick<Probes, "acceptsCaller" | "quota" | "rehearsal">;

/** Probes of which only these may be asked. */
function probes(answers: Partial<Asked>): Probes {
  const unasked = async () => Promise.reject(new Error("asked"));
  return { rehearsal: false, acceptsCaller: unasked, quota: unasked, ...answers } as Partial<Probes> as Probes;
}

describe("checkRegions", () => {
  it("asks nobody about regions that every account has", async () => {
    expect(await checkRegions(probes({}), config("us-east-1", "us-east-2"))).toEqual({
      id: "regions",
      status: "ok",
      detail: "us-east-1, us-east-2: enabled in every account",
    });
  });

  it("tells a region that the account has enabled from one that it has not", async () => {
    const accepts = { acceptsCaller: async (region: Region) => region === "eu-south-1" };
    expect(await checkRegions(probes(accepts), config("eu-south-1", "eu-west-1"))).toEqual({
      id: "regions",
      status: "ok",
      detail: "eu-south-1, eu-west-1: the account has enabled eu-south-1",
    });
    expect(await checkRegions(probes(accepts), config("eu-south-1", "eu-central-2"))).toEqual({
      id: "regions",
      status: "failed",
      detail: "eu-south-1, eu-central-2: eu-central-2 does not know the caller; an account has to enable it first",
      fix: "aws account enable-region --region-name eu-central-2",
    });
  });

  it("warns where AWS does not say", async () => {
    expect(await checkRegions(probes({}), config("eu-central-2", "eu-south-1"))).toEqual({
      id: "regions",
      status: "warning",
      detail:
        "eu-central-2, eu-south-1: an account has to enable eu-central-2 and eu-south-1 first, " +
        "and AWS does not say whether it has: asked",
      fix: "aws account enable-region --region-name eu-central-2; aws account enable-region --region-name eu-south-1",
    });
  });
});

describe("checkQuotas", () => {
  const both = config("us-east-1", "us-east-2");
  const needed =
    "needed in each region: 116, since 16 are reserved for heartbeat, controller and latch, and Lambda keeps 100 unreserved";

  it("fails for the region alone that is short, and asks for AWS's usual there", async () => {
    const quota = async (region: Region) => (region === "us-east-2" ? 115 : 116);
    expect(await checkQuotas(probes({ quota }), both)).toEqual([
      {
        id: "quotas",
        status: "failed",
        detail: `Lambda's concurrent executions: 116 in us-east-1, 115 in us-east-2; ${needed}`,
        fix:
          "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 " +
          "--desired-value 1000 --region us-east-2",
      },
    ]);
  });

  it("warns without the permission to read them", async () => {
    expect(await checkQuotas(probes({}), both)).toEqual([
      {
        id: "quotas",
        status: "warning",
        detail: `Lambda's concurrent executions: Service Quotas does not tell them: asked; ${needed}`,
        fix: "aws iam attach-role-policy --policy-arn arn:aws:iam::aws:policy/ServiceQuotasReadOnlyAccess --role-name <role>",
      },
    ]);
  });

  it("are not asked of an emulator", async () => {
    expect(await checkQuotas(probes({ rehearsal: true }), both)).toEqual([
      {
        id: "quotas",
        status: "warning",
        detail: `Lambda's concurrent executions: an emulator has no quotas; ${needed}`,
      },
    ]);
  });
});
