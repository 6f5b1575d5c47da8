import { expect, it } from "vitest";
import { regionsInUse } from "./regions.ts";

it.each([
  ["us-east-1", "us-east-2", ["us-east-1", "us-east-2"]],
  ["eu-west-1", "us-east-1", ["eu-west-1", "us-east-1"]],
  ["eu-west-1", "eu-west-2", ["eu-west-1", "eu-west-2", "us-east-1"]],
] as const)("an environment in %s and %s has something in %j", (primary, standby, all) => {
  expect(regionsInUse({ primary, standby })).toEqual(all);
});
