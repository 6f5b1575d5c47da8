import { expect, it } from "vitest";
import { controlProbeRegionOf, regionsInUse } from "./regions.ts";

it.each([
  ["us-east-1", "us-east-2", ["us-east-1", "us-east-2"]],
  ["eu-west-1", "us-east-1", ["eu-west-1", "us-east-1"]],
  ["eu-west-1", "eu-west-2", ["eu-west-1", "eu-west-2", "us-east-1"]],
] as const)("an environment in %s and %s has something in %j", (primary, standby, all) => {
  expect(regionsInUse({ primary, standby })).toEqual(all);
});

it.each([
  ["us-east-1", "us-east-2", "us-west-2"],
  ["us-west-2", "us-east-1", "eu-west-1"],
  ["eu-west-1", "us-west-2", "ap-northeast-1"],
  ["ap-northeast-1", "us-west-2", "eu-west-1"],
] as const)("the control probe of %s and %s asks %s, which is neither", (primary, standby, asked) => {
  expect(controlProbeRegionOf({ primary, standby })).toBe(asked);
});
