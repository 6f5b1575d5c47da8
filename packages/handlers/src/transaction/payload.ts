import { createHash } from "node:crypto";
import * as z from "zod/mini";

/** A payment as the client sends it. */
export interface TransactionPayload {
  /** The client's own id, 1-64 of A-Z a-z 0-9 _ -. The same id with the same payload is the same payment. */
  readonly id: string;
  /** Amount in the currency's minor unit (cents), a positive safe integer. */
  readonly amountMinor: number;
  /** ISO 4217 code, three upper-case letters. */
  readonly currency: string;
  /** Free text, up to 256 UTF-16 code units. */
  readonly description?: string | undefined;
}

/** One thing wrong with a request body. */
export interface PayloadProblem {
  /** The field, or "" for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

export type ParsedPayload =
  | { readonly ok: true; readonly payload: TransactionPayload }
  | {
      readonly ok: false;
      readonly status: 400 | 413;
      readonly problems: readonly PayloadProblem[];
    };

/** Most bytes of a request body. The largest legal payload, every character escaped, stays below a quarter of it. */
export const maxBodyBytes = 8192;

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether a transaction can have this id. */
export function isTransactionId(id: string): boolean {
  return ID.test(id);
}

const payloadSchema = z.strictObject({
  id: z
    .string("must be a string of 1-64 letters, digits, _ and -")
    .check(z.regex(ID, "must be 1-64 letters, digits, _ and -")),
  amountMinor: z
    .number("must be a number: a positive integer, in the currency's minor unit")
    .check(
      z.refine(
        (amount) => Number.isSafeInteger(amount) && amount > 0,
        `must be an integer from 1 to ${Number.MAX_SAFE_INTEGER}, in the currency's minor unit`,
      ),
    ),
  currency: z
    .string("must be a string of 3 upper-case letters")
    .check(z.regex(/^[A-Z]{3}$/, "must be 3 upper-case letters, such as USD")),
  description: z.optional(
    z.string("must be a string of up to 256 characters").check(z.maxLength(256, "must be at most 256 characters")),
  ),
});

const legalFields = Object.keys(payloadSchema.shape).join(", ");

/** Reads a request body, or says everything that is wrong with it. */
export function parsePayload(body: string): ParsedPayload {
  const bytes = Buffer.byteLength(body);
  if (bytes > maxBodyBytes) {
    const message = `the body has ${bytes} bytes, at most ${maxBodyBytes} are accepted`;
    return { ok: false, status: 413, problems: [{ path: "", message }] };
  }
  const json = parseJson(body);
  if (!json.ok) {
    const message = `the body is not JSON; it must be an object with ${legalFields}`;
    return { ok: false, status: 400, problems: [{ path: "", message }] };
  }
  const parsed = payloadSchema.safeParse(json.value);
  return parsed.success
    ? { ok: true, payload: parsed.data }
    : { ok: false, status: 400, problems: parsed.error.issues.flatMap(problemsOf) };
}

/** Digest by meaning: the order of fields and white space in the request do not matter. Hex SHA-256. */
export function payloadDigest({ id, amountMinor, currency, description }: TransactionPayload): string {
  const canonical = JSON.stringify([id, amountMinor, currency, description ?? null]);
  return createHash("sha256").update(canonical).digest("hex");
}

function parseJson(body: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(body) };
  } catch {
    // The parser's message quotes the body, and the answer must not depend on its wording.
    return { ok: false };
  }
}

function problemsOf(issue: z.core.$ZodIssue): PayloadProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((path) => ({ path, message: `is not a field; legal are ${legalFields}` }));
  }
  const path = issue.path.join(".");
  const message = path === "" ? `the body must be an object with ${legalFields}` : issue.message;
  return [{ path, message }];
}
