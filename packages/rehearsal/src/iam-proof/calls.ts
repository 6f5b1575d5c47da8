import type { CallCount } from "../sandbox/call-counts.ts";

/** IAM's prefix where it is not the name that requests are signed for. */
const prefixes: Readonly<Record<string, string>> = { monitoring: "cloudwatch", email: "ses" };

/** IAM's action where it is not the operation's name. */
const actions: Readonly<Record<string, string>> = {
  "s3:HeadObject": "s3:GetObject",
  "s3:ListObjectsV2": "s3:ListBucket",
};

/** The IAM action that a call needs; undefined for a call that names no service. */
export function iamAction({ service, action }: Pick<CallCount, "service" | "action">): string | undefined {
  if (service === null) return undefined;
  const named = `${prefixes[service] ?? service}:${action}`;
  return actions[named] ?? named;
}

/**
 * The actions that each role called.
 * @param roles Role names by the access keys of their sessions; calls of other callers do not count.
 */
export function actionsByRole(
  calls: readonly CallCount[],
  roles: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const call of calls) {
    const role = roles.get(call.caller ?? "");
    const action = iamAction(call);
    if (role === undefined || action === undefined) continue;
    found.set(role, (found.get(role) ?? new Set()).add(action));
  }
  return found;
}
