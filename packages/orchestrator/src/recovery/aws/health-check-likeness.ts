import { isDeepStrictEqual } from "node:util";
import type { HealthCheckConfig } from "@aws-sdk/client-route-53";
import type { Wanted } from "./wanted.ts";

type Inputs = Wanted["inputs"];

/**
 * Whether a health check asks what the inputs ask for. Endpoints and children are the environment's own: another
 * environment's check asks others.
 */
export function asksTheSame(config: HealthCheckConfig, inputs: Inputs): boolean {
  const isInverted = inputs["invertHealthcheck"] === true;
  if (config.Type !== inputs["type"] || (config.Inverted ?? false) !== isInverted) return false;
  if (config.Type === "CALCULATED") return isOfTheSame(config, inputs);
  return (
    config.FullyQualifiedDomainName !== undefined &&
    config.FullyQualifiedDomainName === inputs["fqdn"] &&
    config.ResourcePath === inputs["resourcePath"] &&
    config.SearchString === inputs["searchString"]
  );
}

/** Calculated from the same others, of which Route 53 keeps no order. */
function isOfTheSame({ ChildHealthChecks = [], HealthThreshold }: HealthCheckConfig, inputs: Inputs): boolean {
  const children = inputs["childHealthchecks"];
  return (
    Array.isArray(children) &&
    children.length > 0 &&
    isDeepStrictEqual(new Set(ChildHealthChecks), new Set(children)) &&
    HealthThreshold === inputs["childHealthThreshold"]
  );
}
