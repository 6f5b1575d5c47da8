import type { RecordSet, Routing } from "../model.ts";

/** A record with these values, healthy and alone unless `more` says otherwise. */
export function record(
  name: string,
  type: string,
  values: readonly string[],
  more: { readonly routing?: Routing; readonly healthCheckId?: string; readonly ttlSeconds?: number } = {},
): RecordSet {
  const { routing = { kind: "simple" }, healthCheckId, ttlSeconds = 60 } = more;
  return { name, type, routing, content: { kind: "values", ttlSeconds, values }, healthCheckId };
}

/** An alias of another record. */
export function alias(
  name: string,
  type: string,
  target: string,
  evaluateTargetHealth: boolean,
  routing: Routing,
): RecordSet {
  return { name, type, routing, content: { kind: "alias", target, evaluateTargetHealth }, healthCheckId: undefined };
}
