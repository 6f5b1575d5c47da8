import * as z from "zod";

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const statement = z.object({
  Sid: z.string().default("(no Sid)"),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.union([z.string(), z.record(z.string(), oneOrMore)]).optional(),
  NotPrincipal: z.unknown().optional(),
  Action: oneOrMore.optional(),
  NotAction: z.unknown().optional(),
  Resource: oneOrMore.optional(),
  NotResource: z.unknown().optional(),
});

/** A policy document as IAM stores it, as far as the proof reads it. */
export const policyDocumentSchema = z.object({
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});
export type PolicyDocument = z.infer<typeof policyDocumentSchema>;
type Statement = PolicyDocument["Statement"][number];

/** A role with everything that decides what it may do. */
export interface RoleWithPolicies {
  readonly name: string;
  readonly arn: string;
  /** ARN of its permissions boundary; undefined without one. */
  readonly boundary: string | undefined;
  /** Who may take it. */
  readonly trust: PolicyDocument;
  /** Inline and attached policies. */
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[];
}

/** One action that one statement grants a role. */
export interface Grant {
  readonly role: string;
  readonly policy: string;
  readonly sid: string;
  readonly action: string;
  readonly resources: readonly string[];
}

/** Everything that a role's policies allow, one line per statement and action. */
export function grantsOf({ name, policies }: Pick<RoleWithPolicies, "name" | "policies">): Grant[] {
  return policies.flatMap((policy) =>
    policy.document.Statement.filter(({ Effect }) => Effect === "Allow").flatMap((allow) =>
      (allow.Action ?? []).map((action) => ({
        role: name,
        policy: policy.name,
        sid: allow.Sid,
        action,
        resources: allow.Resource ?? [],
      })),
    ),
  );
}

/**
 * Where a wildcard is the only way to name a thing: the log streams of one named group, whose names Lambda makes up, and
 * the objects of one named bucket.
 */
const wildcardUnderAName = [/^arn:aws:logs:[^*?]+:log-group:[^*?]+:\*$/, /^arn:aws:s3:::[^*?/]+\/[^*?]*\*$/];

/** Something too wide in a role's policies or trust. */
export interface Wide {
  readonly role: string;
  /** `trust` for who may take it. */
  readonly policy: string;
  readonly sid: string;
  /** A sentence. */
  readonly what: string;
  /** Where it is a resource. */
  readonly resource?: string;
}

/** What is too wide in a role's policies and trust; a denial may be as wide as it likes. */
export function tooWide(role: RoleWithPolicies): Wide[] {
  const found = (
    policy: string,
    document: PolicyDocument,
    look: (allow: Statement) => readonly Omit<Wide, "role" | "policy" | "sid">[],
  ): Wide[] =>
    document.Statement.filter(({ Effect }) => Effect === "Allow").flatMap((allow) =>
      look(allow).map((wide) => ({ role: role.name, policy, sid: allow.Sid, ...wide })),
    );
  return [
    ...role.policies.flatMap(({ name, document }) => found(name, document, wideStatement)),
    ...found("trust", role.trust, widePrincipals),
  ];
}

function wideStatement({ Action = [], NotAction, Resource = [], NotResource }: Statement) {
  return [
    ...(NotAction === undefined ? [] : [{ what: "NotAction allows every other action" }]),
    ...(NotResource === undefined ? [] : [{ what: "NotResource allows every other resource" }]),
    ...Action.filter((action) => /[*?]/.test(action)).map((action) => ({ what: `the action ${action} is a wildcard` })),
    ...Resource.filter((arn) => /[*?]/.test(arn) && !wildcardUnderAName.some((legal) => legal.test(arn))).map(
      (resource) => ({ what: `the resource ${resource} is a wildcard`, resource }),
    ),
  ];
}

function widePrincipals({ Principal = {}, NotPrincipal }: Statement) {
  const principals = typeof Principal === "string" ? [Principal] : Object.values(Principal).flat();
  return [
    ...(NotPrincipal === undefined ? [] : [{ what: "NotPrincipal lets everybody else in" }]),
    ...principals
      .filter((principal) => /[*?]/.test(principal))
      .map((principal) => ({ what: `${principal} lets anybody in` })),
  ];
}
