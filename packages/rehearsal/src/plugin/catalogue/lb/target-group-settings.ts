import type { ProtocolEnum, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Properties, PropertySpec } from "../../entry.ts";
import { asked, flag, number, object, present, text } from "../properties.ts";
import type { Attributes } from "./shared.ts";

/** Function or instance: what a target group's settings depend on. */
export type TargetType = "lambda" | "instance";

/**
 * The health check of a target group. A program that says anything of it gets the official provider's values for what it
 * leaves out; where it says nothing, AWS's hold.
 */
export const healthCheckSpec: PropertySpec = {
  fields: {
    enabled: { default: true },
    healthyThreshold: { default: 3 },
    interval: { default: 30 },
    matcher: {},
    path: {},
    port: { default: "traffic-port" },
    protocol: { default: "HTTP" },
    timeout: {},
    unhealthyThreshold: { default: 3 },
  },
};

/** AWS's own settings. Source: API reference, CreateTargetGroup. */
const chosenByAws = {
  instance: { enabled: true, healthyThreshold: 5, interval: 30, timeout: 5, unhealthyThreshold: 2 },
  lambda: { enabled: false, healthyThreshold: 5, interval: 35, timeout: 30, unhealthyThreshold: 2 },
} as const;

/** What the official provider takes instead, once a program says anything of a health check. */
const chosenByProvider = { enabled: true, healthyThreshold: 3, interval: 30, unhealthyThreshold: 3 } as const;

/** All of the health check's settings, as CreateTargetGroup and ModifyTargetGroup take them. Throws for what AWS refuses. */
export function healthCheckRequest(inputs: Properties, type: TargetType) {
  const given = object(inputs, "healthCheck");
  const check = given ?? {};
  const chosen = { ...chosenByAws[type], ...(given === undefined ? {} : chosenByProvider) };
  const interval = number(check, "interval") ?? chosen.interval;
  const timeout = number(check, "timeout") ?? chosen.timeout;
  if (timeout >= interval) {
    throw new Error(`healthCheck: its timeout of ${timeout} s is not less than its interval of ${interval} s`);
  }
  return {
    HealthCheckEnabled: flag(check, "enabled") ?? chosen.enabled,
    HealthyThresholdCount: number(check, "healthyThreshold") ?? chosen.healthyThreshold,
    HealthCheckIntervalSeconds: interval,
    HealthCheckTimeoutSeconds: timeout,
    UnhealthyThresholdCount: number(check, "unhealthyThreshold") ?? chosen.unhealthyThreshold,
    HealthCheckPath: text(check, "path") ?? "/",
    Matcher: { HttpCode: text(check, "matcher") ?? "200" },
    // A function has neither.
    ...(type === "lambda"
      ? {}
      : {
          HealthCheckPort: text(check, "port") ?? "traffic-port",
          HealthCheckProtocol: (text(check, "protocol") ?? "HTTP") as ProtocolEnum,
        }),
  };
}

/** The health check as a program would write it; undefined where it left everything to AWS. */
export function healthCheckOf(found: TargetGroup, known: Properties): Properties | undefined {
  if (!asked(known, "healthCheck")) return undefined;
  const given = object(known, "healthCheck") ?? {};
  const chosen = {
    matcher: found.Matcher?.HttpCode,
    path: found.HealthCheckPath,
    timeout: found.HealthCheckTimeoutSeconds,
  };
  return present({
    ...Object.fromEntries(Object.entries(chosen).filter(([name]) => asked(given, name))),
    enabled: found.HealthCheckEnabled,
    healthyThreshold: found.HealthyThresholdCount,
    interval: found.HealthCheckIntervalSeconds,
    unhealthyThreshold: found.UnhealthyThresholdCount,
    ...(found.TargetType === "lambda" ? {} : { port: found.HealthCheckPort, protocol: found.HealthCheckProtocol }),
  });
}

/** How many targets must be healthy; counts of DNS failover are text to the official provider. */
export const groupHealthSpec: PropertySpec = {
  default: {},
  fields: {
    dnsFailover: {
      default: {},
      fields: { minimumHealthyTargetsCount: { default: "1" }, minimumHealthyTargetsPercentage: { default: "off" } },
    },
    unhealthyStateRouting: {
      default: {},
      fields: { minimumHealthyTargetsCount: { default: 1 }, minimumHealthyTargetsPercentage: { default: "off" } },
    },
  },
};

const groupHealth = "target_group_health";
const delayKey = "deregistration_delay.timeout_seconds";

/** The attributes of a group of instances. A function's has none of them. */
export function groupAttributes(inputs: Properties): Attributes {
  const health = object(inputs, "targetGroupHealth") ?? {};
  const dns = object(health, "dnsFailover") ?? {};
  const routing = object(health, "unhealthyStateRouting") ?? {};
  return {
    [delayKey]: String(number(inputs, "deregistrationDelay") ?? 300),
    [`${groupHealth}.dns_failover.minimum_healthy_targets.count`]: text(dns, "minimumHealthyTargetsCount") ?? "1",
    [`${groupHealth}.dns_failover.minimum_healthy_targets.percentage`]:
      text(dns, "minimumHealthyTargetsPercentage") ?? "off",
    [`${groupHealth}.unhealthy_state_routing.minimum_healthy_targets.count`]: String(
      number(routing, "minimumHealthyTargetsCount") ?? 1,
    ),
    [`${groupHealth}.unhealthy_state_routing.minimum_healthy_targets.percentage`]:
      text(routing, "minimumHealthyTargetsPercentage") ?? "off",
  };
}

/** The properties that those attributes stand for. */
export function fromGroupAttributes(held: Attributes) {
  const minimum = (action: string, of: "count" | "percentage") =>
    held[`${groupHealth}.${action}.minimum_healthy_targets.${of}`] ?? (of === "count" ? "1" : "off");
  return {
    deregistrationDelay: Number(held[delayKey] ?? 300),
    targetGroupHealth: {
      dnsFailover: {
        minimumHealthyTargetsCount: minimum("dns_failover", "count"),
        minimumHealthyTargetsPercentage: minimum("dns_failover", "percentage"),
      },
      unhealthyStateRouting: {
        minimumHealthyTargetsCount: Number(minimum("unhealthy_state_routing", "count")),
        minimumHealthyTargetsPercentage: minimum("unhealthy_state_routing", "percentage"),
      },
    },
  };
}
