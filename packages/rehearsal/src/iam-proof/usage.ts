import type { Grant } from "./policies.ts";

/** Permissions that a rehearsal cannot show in use, and why they are needed all the same. */
export interface UsageException {
  /** What the names of its roles begin with. */
  readonly role: string;
  /** The statement that grants them. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly reason: string;
}

export interface Usage {
  /** Granted, never called, and no exception says why. */
  readonly unused: readonly string[];
  /** Exceptions that nothing needs any more: not granted, or called after all. */
  readonly stale: readonly string[];
}

/** Holds what roles may do against what they did. */
export function compareUsage(
  grants: readonly Grant[],
  called: ReadonlyMap<string, ReadonlySet<string>>,
  exceptions: readonly UsageException[],
): Usage {
  const idle = grants.filter(({ role, action }) => !called.get(role)?.has(action));
  const covers = (exception: UsageException, action: string, grant: Grant) =>
    grant.role.startsWith(exception.role) && grant.sid === exception.sid && grant.action === action;
  const unused = idle.filter(
    (grant) => !exceptions.some((exception) => exception.actions.some((action) => covers(exception, action, grant))),
  );
  const stale = exceptions.flatMap((exception) =>
    exception.actions
      .filter((action) => !idle.some((grant) => covers(exception, action, grant)))
      .map((action) => `${exception.role}* ${exception.sid}: ${action}`),
  );
  return { unused: unused.map(({ role, sid, action }) => `${role} ${sid}: ${action}`), stale };
}
