import type { Region, Role } from "./regions.ts";

/** Something that an environment needs and a region does not have. */
export interface RegionGap {
  readonly region: Region;
  /** What is missing, and what needs it. */
  readonly detail: string;
  readonly source: string;
}

/** As much of a topology as decides what its regions have to have. */
export interface GapTopology {
  readonly regions: Readonly<Record<Role, Region>>;
  readonly compute: {
    readonly functionUrls?: boolean | undefined;
    readonly instanceType?: string | undefined;
    readonly [other: string]: unknown;
  };
}

/** Regions in which Lambda gives functions no URL, as of the page of 2026-11. */
const withoutFunctionUrls: ReadonlySet<Region> = new Set<Region>([
  "ap-east-2",
  "ap-south-2",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-west-1",
  "eu-central-2",
  "eu-south-2",
  "il-central-1",
  "me-central-1",
]);

/** Whether functions of that region may have a URL. */
export function hasFunctionUrls(region: Region): boolean {
  return !withoutFunctionUrls.has(region);
}

const FUNCTION_URLS = 'AWS Lambda Developer Guide, "Creating and managing Lambda function URLs"';

/** The instance families that a region has, where it has fewer than most; those that only a few workloads need are left out. */
const instanceFamilies: ReadonlyMap<Region, ReadonlySet<string>> = new Map([
  [
    "eu-central-2",
    new Set([
      "t3",
      "t4g",
      "m5",
      "m5d",
      "m6g",
      "m6gd",
      "m6i",
      "m6id",
      "m6idn",
      "m6in",
      "m7g",
      "m7i",
      "m8g",
      "c5",
      "c5d",
      "c6g",
      "c6gd",
      "c6in",
      "c7g",
      "c7gd",
      "c7i",
      "c7i-flex",
      "c8g",
      "c8gn",
      "r5",
      "r5d",
      "r6g",
      "r6gd",
      "r6i",
      "r7g",
      "r8g",
      "r8gd",
      "r8i",
      "r8i-flex",
    ]),
  ],
]);

const INSTANCE_FAMILIES = "EC2's DescribeInstanceTypeOfferings in eu-central-2, as moto 5.2.5 of 2026-10-27 has it";

/**
 * What the environment needs and its regions are known not to have; none known is no proof that all is there.
 * With `functionUrls`, both regions have a function with a URL; the latch does without one where there is none.
 */
export function regionGaps({ regions, compute }: GapTopology): readonly RegionGap[] {
  const both = [regions.primary, regions.standby];
  const urls = compute.functionUrls === true ? both : [];
  const { instanceType } = compute;
  const [family = ""] = (instanceType ?? "").split(".");
  return [
    ...urls
      .filter((region) => !hasFunctionUrls(region))
      .map((region) => ({
        region,
        detail: "Lambda has no function URLs there, and the health function needs one",
        source: FUNCTION_URLS,
      })),
    ...both
      .filter((region) => instanceType !== undefined && instanceFamilies.get(region)?.has(family) === false)
      .map((region) => ({
        region,
        detail: `EC2 has no ${family} there, and the instances are ${instanceType}`,
        source: INSTANCE_FAMILIES,
      })),
  ];
}
