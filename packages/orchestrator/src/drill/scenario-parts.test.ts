import { topologyOf } from "@tandem/config";
import { expect, it } from "vitest";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { frontOf } from "./scenario-parts.ts";

it.each([
  ["payments-us", "execute-api"],
  ["trading-serverless-us", "elasticloadbalancing"],
  ["transactions-us", "elasticloadbalancing"],
  ["trading-eu", "elasticloadbalancing"],
])("a fault of the API of %s is one of %s", (profile, service) => {
  expect(frontOf(topologyOf(rehearsalConfig(profile)))).toBe(service);
});
