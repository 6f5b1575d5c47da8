import { isDeepStrictEqual } from "node:util";
import { isCheckHealthy } from "./health.ts";
import type { CheckerView, Observation } from "./health.ts";
import type { EndpointCheck, HealthCheck } from "./model.ts";
import type { Probe } from "./probe.ts";

/** One health checker of one check. */
interface Checker {
  readonly region: string;
  view: CheckerView;
  /** How many requests in a row contradicted what it thinks. */
  contrary: number;
  last: Observation | undefined;
  timer: NodeJS.Timeout;
}

interface Watched {
  check: EndpointCheck;
  readonly checkers: readonly Checker[];
  readonly ended: AbortController;
}

/**
 * Route 53's health checkers. Each check has one per region, which asks by itself at the check's interval; AWS has
 * several in each region. Their first requests are spread over one interval.
 */
export class HealthCheckers {
  readonly #probe: Probe;
  readonly #watched = new Map<string, Watched>();
  #checks: readonly HealthCheck[] = [];

  constructor(probe: Probe) {
    this.#probe = probe;
  }

  /** Takes these checks in place of those it has: new ones begin, others go on with what their checkers think. */
  watch(checks: readonly HealthCheck[]): void {
    this.#checks = checks;
    const asked = new Map(checks.flatMap((check) => (isAsked(check) ? [[check.id, check] as const] : [])));
    for (const [id, watched] of this.#watched) {
      const check = asked.get(id);
      if (check !== undefined && isSameTask(check, watched.check)) watched.check = check;
      else this.#end(id, watched);
    }
    for (const [id, check] of asked) if (!this.#watched.has(id)) this.#begin(check);
  }

  /** @throws NotModelled for a check of an unknown kind, and for one that does not exist */
  isHealthy(id: string): boolean {
    return isCheckHealthy(this.#checks, id, (checked) => this.#viewsOf(checked));
  }

  /** What each checker saw last; those that have not asked yet say nothing. Undefined for what is no endpoint's check. */
  observations(id: string): readonly Observation[] | undefined {
    const check = this.#checks.find((candidate) => candidate.id === id);
    if (check?.kind !== "endpoint") return undefined;
    const checkers = this.#watched.get(id)?.checkers ?? [];
    return checkers.flatMap(({ last }) => (last === undefined ? [] : [last]));
  }

  stop(): void {
    for (const [id, watched] of this.#watched) this.#end(id, watched);
  }

  #viewsOf(id: string): readonly CheckerView[] {
    return (this.#watched.get(id)?.checkers ?? []).map(({ view }) => view);
  }

  #begin(check: EndpointCheck): void {
    const interval = check.intervalSeconds * 1000;
    const ended = new AbortController();
    const checkers = check.regions.map((region, index) => {
      const checker: Checker = {
        region,
        view: { healthy: true, requests: 0 },
        contrary: 0,
        last: undefined,
        timer: setTimeout(() => this.#ask(check.id, checker), (interval * index) / check.regions.length),
      };
      return checker;
    });
    this.#watched.set(check.id, { check, checkers, ended });
  }

  #end(id: string, { checkers, ended }: Watched): void {
    for (const { timer } of checkers) clearTimeout(timer);
    ended.abort();
    this.#watched.delete(id);
  }

  /** Asks once, and again after an interval. */
  #ask(id: string, checker: Checker): void {
    const watched = this.#watched.get(id);
    if (watched === undefined) return;
    const { check, ended } = watched;
    checker.timer = setTimeout(() => this.#ask(id, checker), check.intervalSeconds * 1000);
    const checkedAt = new Date();
    void this.#probe(check.endpoint, ended.signal).then(({ passed, status }) => {
      if (ended.signal.aborted) return;
      checker.last = { region: checker.region, checkedAt, status };
      checker.contrary = passed === checker.view.healthy ? 0 : checker.contrary + 1;
      const changes = checker.contrary >= watched.check.failureThreshold;
      if (changes) checker.contrary = 0;
      checker.view = { healthy: checker.view.healthy !== changes, requests: checker.view.requests + 1 };
    });
  }
}

/** A disabled check sends no requests. */
function isAsked(check: HealthCheck): check is EndpointCheck {
  return check.kind === "endpoint" && !check.disabled;
}

/** Whether checkers can go on: they are the same ones, and ask the same of the same endpoint. */
function isSameTask(one: EndpointCheck, other: EndpointCheck): boolean {
  const task = ({ endpoint, intervalSeconds, regions }: EndpointCheck) => [endpoint, intervalSeconds, regions];
  return isDeepStrictEqual(task(one), task(other));
}
