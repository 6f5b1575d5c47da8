import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import * as z from "zod";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { requireLoopback } from "../sandbox/loopback.ts";
import type { Problem } from "./check.ts";
import { contextIn } from "./clients.ts";
import type { CallContext, Properties } from "./entry.ts";

/** How one `aws.Provider` is set up. */
export interface Configuration {
  readonly region: string;
  /** Accounts that may be touched; undefined allows any. */
  readonly allowedAccountIds: readonly string[] | undefined;
  /** Go under the tags of every resource that takes tags. */
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** `aws.Provider` sends everything that is no string as a string of JSON. */
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.issues.push({ code: "custom", input: text, message: `is no JSON: ${error.message}` });
    return z.NEVER;
  }
});

const schema = z.strictObject({
  region: z.string({ error: "missing; legal: the name of a region" }).min(1),
  allowedAccountIds: json.pipe(z.array(z.string())).optional(),
  defaultTags: json.pipe(z.strictObject({ tags: z.record(z.string(), z.string()).default({}) })).optional(),
  // @pulumi/aws always sends these two; other values than its own defaults are refused.
  skipCredentialsValidation: z.literal("false").optional(),
  skipRegionValidation: z.literal("true").optional(),
  // The engine's own, about which plugin to load.
  version: z.string().optional(),
});

/** The configuration, or everything that is wrong with it. */
export function parseConfiguration(inputs: Properties): Configuration | Problem[] {
  const parsed = schema.safeParse(inputs);
  if (!parsed.success) return parsed.error.issues.flatMap(problemsOf);
  const { region, allowedAccountIds, defaultTags } = parsed.data;
  return { region, allowedAccountIds, defaultTags: defaultTags?.tags ?? {} };
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== "unrecognized_keys") return [{ property: issue.path.join("."), reason: issue.message }];
  const legal = issue.path.length === 0 ? Object.keys(schema.shape).toSorted().join(", ") : "tags";
  return issue.keys.map((key) => ({
    property: [...issue.path, key].join("."),
    reason: `unknown to the stand-in of aws.Provider; legal: ${legal}`,
  }));
}

/**
 * Connects to the emulator that AWS_ENDPOINT_URL names. Throws when that is not this machine, when the credentials
 * are not a rehearsal's, and when the account behind them is not among the allowed ones.
 */
export async function connect(
  configuration: Configuration,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<CallContext> {
  const { region, allowedAccountIds } = configuration;
  const endpoint = requireLoopback(environment["AWS_ENDPOINT_URL"] ?? "").href;
  requireRehearsalCredentials(environment);
  const config = { region, endpoint, credentials: rehearsalCredentials };
  const { Account: accountId } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  if (accountId === undefined) throw new Error("GetCallerIdentity names no account");
  if (allowedAccountIds !== undefined && !allowedAccountIds.includes(accountId)) {
    throw new Error(
      `the credentials belong to account ${accountId}; allowedAccountIds of the aws provider allows only ${allowedAccountIds.join(", ")}`,
    );
  }
  return contextIn(accountId, config);
}

/** Real credentials must never get as far as this process; their values are not shown. */
function requireRehearsalCredentials(environment: Readonly<Record<string, string | undefined>>): void {
  const wrong = Object.entries({
    AWS_ACCESS_KEY_ID: rehearsalCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rehearsalCredentials.secretAccessKey,
    AWS_SESSION_TOKEN: undefined,
  }).filter(([name, value]) => environment[name] !== value);
  if (wrong.length === 0) return;
  const legal = `AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY both ${JSON.stringify(rehearsalCredentials.accessKeyId)}, and no AWS_SESSION_TOKEN`;
  throw new Error(
    `${wrong.map(([name]) => name).join(", ")} is not a rehearsal's; legal: ${legal}; run ./tandem shell <env>`,
  );
}
