/**
 * Regions of the `aws` partition; `optIn` ones must be enabled in the account before use.
 * Source: AWS General Reference, "AWS Regions and Endpoints".
 */
const AWS_REGIONS = {
  "af-south-1": { optIn: true },
  "ap-east-1": { optIn: true },
  "ap-east-2": { optIn: true },
  "ap-northeast-1": { optIn: false },
  "ap-northeast-2": { optIn: false },
  "ap-northeast-3": { optIn: false },
  "ap-south-1": { optIn: false },
  "ap-south-2": { optIn: true },
  "ap-southeast-1": { optIn: false },
  "ap-southeast-2": { optIn: false },
  "ap-southeast-3": { optIn: true },
  "ap-southeast-4": { optIn: true },
  "ap-southeast-5": { optIn: true },
  "ap-southeast-6": { optIn: true },
  "ap-southeast-7": { optIn: true },
  "ca-central-1": { optIn: false },
  "ca-west-1": { optIn: true },
  "eu-central-1": { optIn: false },
  "eu-central-2": { optIn: true },
  "eu-north-1": { optIn: false },
  "eu-south-1": { optIn: true },
  "eu-south-2": { optIn: true },
  "eu-west-1": { optIn: false },
  "eu-west-2": { optIn: false },
  "eu-west-3": { optIn: false },
  "il-central-1": { optIn: true },
  "me-central-1": { optIn: true },
  "me-south-1": { optIn: true },
  "mx-central-1": { optIn: true },
  "sa-east-1": { optIn: false },
  "us-east-1": { optIn: false },
  "us-east-2": { optIn: false },
  "us-west-1": { optIn: false },
  "us-west-2": { optIn: false },
} as const;

/** Regions that an account must enable before it can use them. */
export const optInRegions: ReadonlySet<string> = new Set(
  Object.entries(AWS_REGIONS).flatMap(([region, { optIn }]) => (optIn ? [region] : [])),
);

export type Region = keyof typeof AWS_REGIONS;

/** Every region that a profile or an override may name. */
export const regionNames = Object.keys(AWS_REGIONS) as [Region, ...Region[]];

/** Route 53's health-check metrics exist in this region only, and with them their alarms and whom these notify. */
export const route53MetricsRegion = "us-east-1" satisfies Region;

/** What a region is for in an environment; never what it does at the moment (that is `active`). */
export const roles = ["primary", "standby"] as const;
export type Role = (typeof roles)[number];

/** Far from each other and open to every account; us-east-1 is none of them, because what is global fails with it. */
const PROBED = ["us-west-2", "eu-west-1", "ap-northeast-1"] as const satisfies readonly Region[];

/** The third region that a control probe asks: the first of three that is neither of an environment's. */
export function controlProbeRegionOf({ primary, standby }: Readonly<Record<Role, Region>>): Region {
  const [first, second, third] = PROBED;
  const used = (region: Region) => region === primary || region === standby;
  if (!used(first)) return first;
  return used(second) ? third : second;
}

/** Every region in which an environment has something, each once. */
export function regionsInUse({ primary, standby }: Readonly<Record<Role, Region>>): readonly Region[] {
  return [...new Set<Region>([primary, standby, route53MetricsRegion])];
}
