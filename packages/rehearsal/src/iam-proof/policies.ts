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

/** What is too wide in a role's policies and trust, one sentence each; a denial may be as wide as it likes. */
export function tooWide(role: RoleWithPolicies): string[] {
  const allows = (document: PolicyDocument) => document.Statement.filter(({ Effect }) => Effect === "Allow");
  const permissions = role.policies.flatMap(({ name, document }) =>
    allows(document).flatMap((allow) => wideStatement(allow).map((what) => `${name} ${allow.Sid}: ${what}`)),
  );
  const trust = allows(role.trust).flatMap((allow) =>
    widePrincipals(allow).map((what) => `trust ${allow.Sid}: ${what}`),
  );
  return [...permissions, ...trust].map((problem) => `${role.name} ${problem}`);
}

function wideStatement({ Action = [], NotAction, Resource = [], NotResource }: Statement): string[] {
  return [
    ...(NotAction === undefined ? [] : ["NotAction allows every other action"]),
    ...(NotResource === undefined ? [] : ["NotResource allows every other resource"]),
    ...Action.filter((action) => /[*?]/.test(action)).map((action) => `the action ${action} is a wildcard`),
    ...Resource.filter((arn) => /[*?]/.test(arn) && !wildcardUnderAName.some((legal) => legal.test(arn))).map(
      (arn) => `the resource ${arn} is a wildcard`,
    ),
  ];
}

function widePrincipals({ Principal = {}, NotPrincipal }: Statement): string[] {
  const principals = typeof Principal === "string" ? [Principal] : Object.values(Principal).flat();
  return [
    ...(NotPrincipal === undefined ? [] : ["NotPrincipal lets everybody else in"]),
    ...principals.filter((principal) => /[*?]/.test(principal)).map((principal) => `${principal} lets anybody in`),
  ];
}
