import { describe, expect, it } from "vitest";
import { regionGaps } from "./region-gaps.ts";

const frankfurtZurich = { primary: "eu-central-1", standby: "eu-central-2" } as const;
const virginiaOregon = { primary: "us-east-1", standby: "us-west-2" } as const;

const noUrls = {
  region: "eu-central-2",
  detail: "Lambda has no function URLs there, and the health function needs one",
  source: 'AWS Lambda Developer Guide, "Creating and managing Lambda function URLs"',
};

describe("regionGaps", () => {
  it("are none known where regions have everything", () => {
    expect(regionGaps({ regions: virginiaOregon, compute: { functionUrls: true, instanceType: "t3a.small" } })).toEqual(
      [],
    );
  });

  it("are none where no function but the latch would have a URL", () => {
    expect(regionGaps({ regions: frankfurtZurich, compute: { instanceType: "t3.small" } })).toEqual([]);
  });

  it("name the health function's URL where Lambda has none", () => {
    expect(regionGaps({ regions: frankfurtZurich, compute: { functionUrls: true } })).toEqual([noUrls]);
  });

  it("name an instance family that the region does not have", () => {
    expect(regionGaps({ regions: frankfurtZurich, compute: { instanceType: "t3a.small" } })).toEqual([
      {
        region: "eu-central-2",
        detail: "EC2 has no t3a there, and the instances are t3a.small",
        source: "EC2's DescribeInstanceTypeOfferings in eu-central-2, as moto 5.2.5 of 2026-10-27 has it",
      },
    ]);
  });
});
