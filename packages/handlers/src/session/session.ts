import * as z from "zod/mini";

/** What a client keeps of itself between requests. */
export interface Session {
  /** The client's own id, 1-64 of A-Z a-z 0-9 _ -. */
  readonly id: string;
  /** Text by name; at most 8 kB as JSON. */
  readonly values: Readonly<Record<string, string>>;
  /** The region that wrote it. */
  readonly region: string;
  /** The region's epoch when it was written. */
  readonly epoch: number;
  /** When it ends, seconds since 1970: what DynamoDB deletes items by. */
  readonly expiresAt: number;
}

export interface SessionStore {
  /** The session's newest version, strongly consistent in its region; undefined where there is none. Throws when the table does not answer. */
  readonly read: (id: string) => Promise<Session | undefined>;
  /** Writes the region's own version of its epoch. */
  readonly write: (session: Session) => Promise<void>;
}

/** Most bytes of a session's values as they are sent. */
const maxSessionBytes = 8192;

const values = z.record(z.string(), z.string());

export type ParsedSession =
  | { readonly ok: true; readonly values: Session["values"] }
  | { readonly ok: false; readonly status: 400 | 413; readonly message: string };

/** Reads a request's values, or says what is wrong with them. */
export function parseSession(body: string): ParsedSession {
  const bytes = Buffer.byteLength(body);
  if (bytes > maxSessionBytes) {
    return { ok: false, status: 413, message: `the body has ${bytes} bytes, at most ${maxSessionBytes} are accepted` };
  }
  const parsed = z.safeParse(values, parseJson(body));
  return parsed.success
    ? { ok: true, values: parsed.data }
    : { ok: false, status: 400, message: "the body must be a JSON object whose values are text" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body, and the answer must not depend on its wording.
    return undefined;
  }
}
