import type { Fault } from "@tandem/orchestrator/ports";
import * as z from "zod";
import type { RequestScope } from "./request-scope.ts";

/** Where a gate lists its faults, and takes others in their place from who has the sandbox's token. */
export const faultsPath = "/_tandem/faults";

/** One kind of fault each; `region` and what else a kind names is compared with a request's scope. */
const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dark"), region: z.string().min(1) }),
]) satisfies z.ZodType<Fault>;
export const faultsSchema = z.array(faultSchema).readonly();

/**
 * Services with one control plane for all regions, and where it is. A client with an endpoint of its own signs for its
 * own region there. Source: "AWS Fault Isolation Boundaries", global services.
 */
const controlPlanes: Readonly<Record<string, string>> = { iam: "us-east-1", route53: "us-east-1" };

/** Whether requests of this scope get no answer at all. A request that names no region is nobody's. */
export function isDark(
  faults: readonly Fault[],
  { region, service = "" }: Pick<RequestScope, "region" | "service">,
): boolean {
  const place = controlPlanes[service] ?? region;
  return faults.some((fault) => fault.kind === "dark" && fault.region === place);
}
