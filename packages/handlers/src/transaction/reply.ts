/** An answer before it takes the shape of an event source. */
export interface Reply {
  readonly status: number;
  /** Serialised as JSON, its keys in this order. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is a file: its bytes as they are, and its content type in the headers. */
export interface BytesReply {
  readonly status: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/** An error answer: a stable code, a sentence for people, and more fields where a program can use them. */
export function refusal(
  status: number,
  error: string,
  message: string,
  { headers, ...fields }: { headers?: Reply["headers"] } & Readonly<Record<string, unknown>> = {},
): Reply {
  return { status, body: { error, message, ...fields }, ...(headers === undefined ? {} : { headers }) };
}
