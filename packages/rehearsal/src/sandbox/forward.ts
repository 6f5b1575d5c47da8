import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { proxyFetch } from "httpxy";

/** A request that is held whole. */
export interface WholeRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer that is held whole. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Asks the emulator and waits for all of its answer.
 * @param emulator `http://127.0.0.1:<port>`
 */
export async function forwardWhole(emulator: string, request: WholeRequest): Promise<WholeAnswer> {
  const { method, url, body } = request;
  const { connection: _, "transfer-encoding": __, "content-length": ___, ...rest } = request.headers;
  const sent = Object.entries(rest).flatMap(([name, value]) =>
    [value ?? []].flat().map((item): [string, string] => [name, item]),
  );
  const answer = await proxyFetch(emulator, `${emulator}${url}`, {
    method,
    headers: [...sent, ["x-forwarded-proto", "https"]],
    redirect: "manual",
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  });
  const { status, headers } = answer;
  return { status, headers: Object.fromEntries(headers), body: Buffer.from(await answer.arrayBuffer()) };
}

export function sendWhole(response: ServerResponse, { status, headers, body }: WholeAnswer): void {
  const { connection: _, "transfer-encoding": __, "content-length": ___, ...rest } = headers;
  response.writeHead(status, { ...rest, "content-length": body.length }).end(body);
}
