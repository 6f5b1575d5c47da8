import type { Wide } from "./policies.ts";
import type { RolePurpose } from "./purposes.ts";

/** A wildcard that AWS leaves no way around. */
export interface WildcardException {
  readonly role: RolePurpose;
  /** The statement that has it. */
  readonly sid: string;
  /** What the resource is like: nothing wider is excepted. */
  readonly resource: RegExp;
  readonly reason: string;
}

export interface Wildcards {
  /** Too wide, and no exception says why, a sentence each. */
  readonly wildcards: readonly string[];
  /** Exceptions whose statement is here, and has no such wildcard. */
  readonly stale: readonly string[];
}

/** @param sids The statements of each role, by its name. @param purposes What each role is for, by its name. */
export function reviewWildcards(
  found: readonly Wide[],
  sids: ReadonlyMap<string, ReadonlySet<string>>,
  purposes: ReadonlyMap<string, RolePurpose>,
  exceptions: readonly WildcardException[],
): Wildcards {
  const covers = ({ role, sid, resource }: WildcardException, wide: Wide) =>
    purposes.get(wide.role) === role && wide.sid === sid && wide.resource !== undefined && resource.test(wide.resource);
  const concerns = ({ role, sid }: WildcardException) =>
    [...sids].some(([name, own]) => purposes.get(name) === role && own.has(sid));
  return {
    wildcards: found
      .filter((wide) => !exceptions.some((exception) => covers(exception, wide)))
      .map(({ role, policy, sid, what }) => `${role} ${policy} ${sid}: ${what}`),
    stale: exceptions
      .filter((exception) => concerns(exception) && !found.some((wide) => covers(exception, wide)))
      .map(({ role, sid, resource }) => `${role} ${sid}: ${resource.source}`),
  };
}
