import { NotModelled } from "./model.ts";
import type { EndpointCheck, HealthCheck } from "./model.ts";

/** What one checker has come to think of an endpoint. */
export interface CheckerView {
  /** True until as many requests in a row as the threshold have failed. */
  readonly healthy: boolean;
  readonly requests: number;
}

/** What one checker says, as GetHealthCheckStatus tells it. */
export interface Observation {
  readonly region: string;
  readonly checkedAt: Date;
  /** `Success: HTTP Status Code 200` or `Failure: …` */
  readonly status: string;
}

/**
 * More than this share of the checkers must find an endpoint healthy. Source: Route 53's developer guide, "How Amazon
 * Route 53 determines whether a health check is healthy", which also says that the figure may change.
 */
const healthyShare = 0.18;

/** Whether an endpoint's check is healthy by what its checkers think. */
export function isEndpointHealthy(check: EndpointCheck, views: readonly CheckerView[]): boolean {
  if (check.disabled) return !check.inverted;
  // Healthy until there is enough data, or unhealthy for an inverted one: until every checker could have changed its mind.
  if (views.some(({ requests }) => requests < check.failureThreshold)) return !check.inverted;
  const healthy = views.filter((view) => view.healthy).length;
  return healthy > healthyShare * views.length !== check.inverted;
}

/**
 * Whether a health check is healthy, of whatever kind.
 * @param viewsOf What the checkers of an endpoint's check think.
 * @throws NotModelled for a check of an unknown kind, and for one that does not exist
 */
export function isCheckHealthy(
  checks: readonly HealthCheck[],
  id: string,
  viewsOf: (id: string) => readonly CheckerView[],
): boolean {
  const check = checks.find((candidate) => candidate.id === id);
  if (check === undefined) throw new NotModelled(`health check ${id} does not exist`);
  switch (check.kind) {
    case "endpoint":
      return isEndpointHealthy(check, viewsOf(id));
    case "unmodelled":
      throw new NotModelled(`health check ${id} is of type ${check.type}, which is not modelled`);
    case "calculated": {
      if (check.disabled) return !check.inverted;
      const nested = checks.find(({ id: child, kind }) => kind === "calculated" && check.children.includes(child));
      if (nested !== undefined)
        throw new NotModelled(`health check ${id} is calculated from ${nested.id}, which is calculated`);
      const healthy = check.children.filter((child) => isCheckHealthy(checks, child, viewsOf)).length;
      return healthy >= check.healthThreshold !== check.inverted;
    }
  }
}
