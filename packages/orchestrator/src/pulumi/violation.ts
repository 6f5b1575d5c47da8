import { nameOf } from "./events.ts";

/** An error as the engine tells it, with the resource that it belongs to. */
export interface EngineError {
  readonly message: string;
  /** Undefined where it belongs to none. */
  readonly urn: string | undefined;
}

/** Where an update would have left its plan, without any value. */
export interface PlanViolation {
  readonly urn: string;
  readonly reason: string;
}

/** The properties of each resource whose names may be told, by URN. */
export type KnownProperties = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What the engine means when it refuses an update because of its plan; undefined where it means something else. Its own
 * message prints planned and actual values in clear, secrets too, so that nothing of it is passed on but names that are
 * known to be names of properties.
 */
export function planViolation({ message, urn }: EngineError, known: KnownProperties): PlanViolation | undefined {
  const violated = /resource (?:(?<named>urn:\S+) )?violates plan: (?<reason>.*)/s.exec(message)?.groups;
  if (violated !== undefined) {
    const at = violated["named"] ?? urn ?? "";
    return { urn: at, reason: reasonOf(violated["reason"] ?? "", known.get(at) ?? new Set()) };
  }
  const operation = /(?<operation>[a-z-]+) is not allowed by the plan/.exec(message)?.groups?.["operation"];
  if (operation !== undefined) return { urn: urn ?? "", reason: `${operation} is not in the plan` };
  const missed = /expected resource operations for (?<named>urn:\S+) but none were seen/.exec(message)?.groups;
  if (missed !== undefined)
    return { urn: missed["named"] ?? "", reason: "the plan changes it, and the update did not" };
  const unplanned = /no plan for resource (?<named>urn:\S+)/.exec(message)?.groups?.["named"];
  return unplanned === undefined ? undefined : { urn: unplanned, reason: "the plan does not have it" };
}

/** One line: type, name and what differs. */
export function violationLine({ urn, reason }: PlanViolation): string {
  const type = urn.split("::").at(-2)?.split("$").at(-1) ?? "";
  return urn === "" ? reason : `${type} ${nameOf(urn)}: ${reason}`;
}

const CHANGED = "properties changed: ";

function reasonOf(reason: string, names: ReadonlySet<string>): string {
  // Whatever the engine says beside properties begins with what changed; what was expected stands behind it.
  if (!reason.startsWith(CHANGED)) return /^[A-Za-z ]+/.exec(reason)?.[0].trim() ?? "it differs from the plan";
  const told = [...reason.slice(CHANGED.length).matchAll(/[+~=-]{2}([A-Za-z_]\w*)/g)].map((match) => match[1] ?? "");
  const differing = [...new Set(told)].filter((name) => names.has(name));
  return differing.length === 0
    ? "a property differs that neither plan nor state has"
    : `${differing.toSorted().join(", ")} ${differing.length === 1 ? "differs" : "differ"} from the plan`;
}
