import { STATUS_CODES } from "node:http";
import type { ServerResponse } from "node:http";

/** An answer that a balancer gives as a whole. */
export interface BalancerAnswer {
  readonly status: number;
  /** In place of the status code's usual words. */
  readonly statusText?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** The page with which a balancer itself answers an error. */
export function errorPage(status: number): BalancerAnswer {
  const title = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  const page =
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n` +
    `</body>\r\n</html>\r\n`;
  return { status, headers: { "content-type": "text/html" }, body: Buffer.from(page) };
}

/** Sends an answer of the balancer's own or of a function. */
export function sendAnswer(response: ServerResponse, { status, statusText, headers, body }: BalancerAnswer): void {
  response.writeHead(status, statusText ?? STATUS_CODES[status] ?? "", {
    server: "awselb/2.0",
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
    ),
    "content-length": body.length,
  });
  response.end(body);
}
