import { describe, expect, it } from "vitest";
import { topologyOf } from "@tandem/config";
import type { EnvironmentConfig, Region } from "@tandem/config";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import type { Probes } from "./probes.ts";
import { checkQuotas, checkRegionGaps, checkRegions } from "./region-checks.ts";

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

/** Of an environment with an Auto Scaling group, whose account may have no more than this of anything else. */
const topology = {
  ...topologyOf(config("us-east-1", "us-east-2")),
  compute: {
    kind: "ec2-asg",
    instanceType: "t3.small",
    capacity: { primary: { desired: 3, max: 9 }, standby: { desired: 1, max: 9 } },
  },
};
const enough = async (quotas: Readonly<Record<string, number>>, asked: string, otherwise = 1000) =>
  quotas[asked] ?? otherwise;
const wrong = async (quota: Asked["quota"]) =>
  (await checkQuotas(probes({ quota }), topology)).filter(({ status }) => status !== "ok");

describe("checkQuotas", () => {
  const needed =
    "needed: 116, since 16 are reserved (heartbeat 3, controller 3, latch 10), and Lambda keeps 100 unreserved";

  it("finds each in each of its regions", async () => {
    const found = await checkQuotas(probes({ quota: async () => 1000 }), topology);
    expect(found.map(({ status, detail }) => `${status} ${detail}`)).toEqual([
      "ok Lambda's concurrent executions: 1000 in us-east-1; needed: 103",
      "ok Lambda's concurrent executions: 1000 in us-east-2; needed: 116",
      "ok Application Load Balancers: 1000 in us-east-1, 1000 in us-east-2; needed: 1",
      "ok vCPUs of running On-Demand Standard instances: 1000 in us-east-1, 1000 in us-east-2; needed: 18",
      "ok DynamoDB tables: 1000 in us-east-1, 1000 in us-east-2; needed: 3",
      "ok Route 53 health checks: 1000 in us-east-1; needed: 3",
      "ok Route 53 hosted zones: 1000 in us-east-1; needed: 1",
    ]);
  });

  it("fails for the region alone that is short, and asks for AWS's usual there", async () => {
    expect(await wrong(async (_, { quotaCode }) => enough({ "L-B99A9384": 115 }, quotaCode))).toEqual([
      {
        id: "quotas",
        status: "failed",
        detail: `Lambda's concurrent executions: 115 in us-east-2; ${needed}`,
        fix:
          "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 " +
          "--desired-value 1000 --region us-east-2",
      },
    ]);
  });

  it.each([
    [5, "failed"],
    [6, "warning"],
    [17, "warning"],
  ] as const)("is %s vCPUs, for 6 that start and 18 that may come: %s", async (vcpus, status) => {
    expect(await wrong(async (_, { quotaCode }) => enough({ "L-1216C47A": vcpus }, quotaCode))).toEqual([
      {
        id: "quotas",
        status,
        detail:
          `vCPUs of running On-Demand Standard instances: ${vcpus} in us-east-1, ${vcpus} in us-east-2; ` +
          "needed in each region: 6, later 18, since 3 instances of t3.small, 9 at most, have 2 each",
        fix: ["us-east-1", "us-east-2"]
          .map(
            (region) =>
              "aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A " +
              `--desired-value 64 --region ${region}`,
          )
          .join("; "),
      },
    ]);
  });

  it("asks the one region that knows a global service's", async () => {
    expect(await wrong(async (_, { quotaCode }) => enough({ "L-ACB674F3": 2 }, quotaCode))).toEqual([
      {
        id: "quotas",
        status: "failed",
        detail:
          "Route 53 health checks: 2 in us-east-1; needed: 3, " +
          "since endpoints, latch and what is calculated of them have one each",
        fix:
          "aws service-quotas request-service-quota-increase --service-code route53 --quota-code L-ACB674F3 " +
          "--desired-value 200 --region us-east-1",
      },
    ]);
  });

  it("warns without the permission to read them", async () => {
    const [, second] = await checkQuotas(probes({}), topology);
    expect(second).toEqual({
      id: "quotas",
      status: "warning",
      detail: `Lambda's concurrent executions: Service Quotas does not tell them: asked; ${needed}`,
      fix: "aws iam attach-role-policy --policy-arn arn:aws:iam::aws:policy/ServiceQuotasReadOnlyAccess --role-name <role>",
    });
  });

  it("are not asked of an emulator", async () => {
    expect(await checkQuotas(probes({ rehearsal: true }), topology)).toEqual([
      {
        id: "quotas",
        status: "warning",
        detail:
          "an emulator has no quotas; needed: Lambda's concurrent executions 103 in us-east-1, " +
          "Lambda's concurrent executions 116 in us-east-2, Application Load Balancers 1 in each region, " +
          "vCPUs of running On-Demand Standard instances 6 in each region, DynamoDB tables 3 in each region, " +
          "Route 53 health checks 3 in us-east-1, Route 53 hosted zones 1 in us-east-1",
      },
    ]);
  });
});

describe("checkRegionGaps", () => {
  const zurich = {
    regions: { primary: "eu-central-1", standby: "eu-central-2" },
    compute: { kind: "lambda-alb", functionUrls: true },
  } as const;
  const detail =
    "eu-central-2: Lambda has no function URLs there, and the health function needs one " +
    '(source: AWS Lambda Developer Guide, "Creating and managing Lambda function URLs")';

  it("knows of none in regions that have everything", () => {
    expect(checkRegionGaps(probes({}), topology)).toEqual([
      {
        id: "region-gaps",
        status: "ok",
        detail: "us-east-1, us-east-2: nothing that the environment needs is known to be missing",
      },
    ]);
  });

  it("fails for AWS, and warns where an emulator has what the region has not", () => {
    expect(checkRegionGaps(probes({}), zurich)).toEqual([{ id: "region-gaps", status: "failed", detail }]);
    expect(checkRegionGaps(probes({ rehearsal: true }), zurich)).toEqual([
      { id: "region-gaps", status: "warning", detail },
    ]);
  });
});
