import type { Grant } from "./policies.ts";
import type { RolePurpose } from "./purposes.ts";

/** Permissions that a rehearsal cannot show in use, and why they are needed all the same. */
export interface UsageException {
  readonly role: RolePurpose;
  /** The statement that grants them. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly reason: string;
}

export interface Usage {
  /** Granted, never called, and no exception says why. */
  readonly unused: readonly string[];
  /** Exceptions that nothing needs any more: their statement does not grant it, or it was called after all. */
  readonly stale: readonly string[];
}

/**
 * Holds what roles may do against what they did.
 * @param purposes What each role is for, by name. An exception whose statement no such role has does not concern this environment.
 */
export function compareUsage(
  grants: readonly Grant[],
  called: ReadonlyMap<string, ReadonlySet<string>>,
  exceptions: readonly UsageException[],
  purposes: ReadonlyMap<string, RolePurpose>,
): Usage {
  const idle = grants.filter(({ role, action }) => !called.get(role)?.has(action));
  const concerns = ({ role, sid }: UsageException, grant: Grant) =>
    purposes.get(grant.role) === role && grant.sid === sid;
  const unused = idle.filter(
    (grant) => !exceptions.some((exception) => concerns(exception, grant) && exception.actions.includes(grant.action)),
  );
  const stale = exceptions
    .filter((exception) => grants.some((grant) => concerns(exception, grant)))
    .flatMap((exception) =>
      exception.actions
        .filter((action) => !idle.some((grant) => concerns(exception, grant) && grant.action === action))
        .map((action) => `${exception.role} ${exception.sid}: ${action}`),
    );
  return { unused: unused.map(({ role, sid, action }) => `${role} ${sid}: ${action}`), stale };
}
