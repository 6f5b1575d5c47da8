import { expect, it } from "vitest";
import { faultsSchema, isDark } from "./faults.ts";

const dark = [{ kind: "dark", region: "us-east-1" }] as const;

it.each([
  ["its own region", "us-east-1", "dynamodb", true],
  ["another region", "us-east-2", "dynamodb", false],
  ["no region", undefined, undefined, false],
  ["IAM, which is in us-east-1 for everyone", "us-east-2", "iam", true],
  ["Route 53, which is in us-east-1 for everyone", "us-east-2", "route53", true],
])("us-east-1 is dark for %s", (_, region, service, expected) => {
  expect(isDark(dark, { region, service })).toBe(expected);
});

it("leaves the global services where another region is dark", () => {
  const ohio = [{ kind: "dark", region: "us-east-2" }] as const;
  expect(isDark(ohio, { region: "us-east-2", service: "iam" })).toBe(false);
  expect(isDark([], { region: "us-east-2", service: "s3" })).toBe(false);
});

it.each([
  ["an unknown kind", [{ kind: "dim", region: "us-east-1" }]],
  ["a fault without a region", [{ kind: "dark" }]],
  ["what is no list", dark[0]],
])("%s is refused", (_, value) => {
  expect(faultsSchema.safeParse(value).success).toBe(false);
});
