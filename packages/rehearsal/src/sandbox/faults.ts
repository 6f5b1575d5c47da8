import type { Fault } from "@tandem/orchestrator/ports";
import * as z from "zod";
import type { RequestScope } from "./request-scope.ts";

/** Where a gate lists its faults, and takes others in their place from who has the sandbox's token. */
export const faultsPath = "/_tandem/faults";

const region = z.string().min(1);
const service = z.string().min(1);
const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dark"), region }),
  z.strictObject({ kind: z.literal("errors"), region, service, status: z.int().min(400).max(599) }),
  z.strictObject({ kind: z.literal("latency"), region, service, milliseconds: z.int().positive() }),
  z.strictObject({ kind: z.literal("cut"), regions: z.tuple([region, region]) }),
  z.strictObject({ kind: z.literal("egress"), region }),
  z.strictObject({ kind: z.literal("mute"), region }),
  z.strictObject({ kind: z.literal("database-dark"), region }),
  z.strictObject({ kind: z.literal("replication-paused"), region }),
  z.strictObject({ kind: z.literal("promotion-fails"), times: z.int().positive() }),
  z.strictObject({ kind: z.literal("promotion-time"), seconds: z.number().nonnegative() }),
  z.strictObject({ kind: z.literal("headless"), region }),
  z.strictObject({ kind: z.literal("engine-version"), region, version: z.string().min(1) }),
]) satisfies z.ZodType<Fault>;
export const faultsSchema = z.array(faultSchema).readonly();

/** What faults are told apart by. */
export interface Journey extends Pick<RequestScope, "region" | "service"> {
  /** The region of the function that asks; undefined for clients and health checkers, which are in none. */
  readonly source?: string | undefined;
  /** The region whose heartbeat the request writes. */
  readonly heartbeatOf?: string | undefined;
}

/** What becomes of a request. */
export type Effect =
  | { readonly kind: "reset" }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "answered"; readonly delayMs: number };

/**
 * Services with one control plane for all regions, and where it is. A client with an endpoint of its own signs for its
 * own region there. Source: "AWS Fault Isolation Boundaries", global services.
 */
const controlPlanes: Readonly<Record<string, string>> = { iam: "us-east-1", route53: "us-east-1" };

/** What the faults do to a request: the worst of what each does. A request that names no region is nobody's. */
export function effectOf(faults: readonly Fault[], journey: Journey): Effect {
  const effects = faults.map((fault) => effectOfOne(fault, journey));
  const reset = effects.find(({ kind }) => kind === "reset");
  if (reset !== undefined) return reset;
  const refused = effects.find(({ kind }) => kind === "refused");
  if (refused !== undefined) return refused;
  const delays = effects.map((effect) => (effect.kind === "answered" ? effect.delayMs : 0));
  return { kind: "answered", delayMs: Math.max(0, ...delays) };
}

const untouched = { kind: "answered", delayMs: 0 } as const;

function effectOfOne(fault: Fault, journey: Journey): Effect {
  const { source, service: asked } = journey;
  const place = controlPlanes[asked ?? ""] ?? journey.region;
  switch (fault.kind) {
    case "dark":
      return fault.region === place || fault.region === source ? { kind: "reset" } : untouched;
    case "errors":
      return fault.region === place && fault.service === asked ? { kind: "refused", status: fault.status } : untouched;
    case "latency":
      return fault.region === place && fault.service === asked
        ? { kind: "answered", delayMs: fault.milliseconds }
        : untouched;
    case "cut": {
      const [one, other] = fault.regions;
      const crosses = (source === one && place === other) || (source === other && place === one);
      return crosses ? { kind: "reset" } : untouched;
    }
    case "egress":
      return fault.region === source && place !== source ? { kind: "reset" } : untouched;
    case "mute":
      return fault.region === journey.heartbeatOf ? { kind: "refused", status: 503 } : untouched;
    // Databases alone know these.
    case "database-dark":
    case "replication-paused":
    case "promotion-fails":
    case "promotion-time":
    case "headless":
    case "engine-version":
      return untouched;
  }
}

/** Whether nothing that leaves a region arrives: its questions to name servers get no answer then. */
export function isCutOff(faults: readonly Fault[], region: string): boolean {
  return faults.some((fault) => (fault.kind === "dark" || fault.kind === "egress") && fault.region === region);
}

/** Whether two regions do not reach each other. */
export function isCut(faults: readonly Fault[], one: string, other: string): boolean {
  return faults.some(
    (fault) => fault.kind === "cut" && one !== other && fault.regions.includes(one) && fault.regions.includes(other),
  );
}
