import { randomBytes } from "node:crypto";
import type { Listener } from "./model.ts";

/** A request as it has come to a listener. */
export interface BalancerRequest {
  readonly method: string;
  /** Path and query as the client wrote them. */
  readonly target: string;
  /** The client's headers in their order, names as the client wrote them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** From which address it comes. */
  readonly clientAddress: string;
}

/** Headers between two neighbours, and those that the balancer writes itself. */
const own = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-port",
]);

/**
 * What a target gets of the client's headers, and what the balancer adds. Source: Application Load Balancers guide, "HTTP
 * headers and Application Load Balancers" and "Request tracing".
 */
export function forwardedHeaders(request: BalancerRequest, listener: Listener): (readonly [string, string])[] {
  const before = request.headers.find(([name]) => name.toLowerCase() === "x-forwarded-for")?.[1];
  const traced = request.headers.some(([name]) => name.toLowerCase() === "x-amzn-trace-id");
  return [
    ...request.headers.filter(([name]) => !own.has(name.toLowerCase())),
    ["x-forwarded-for", before === undefined ? request.clientAddress : `${before}, ${request.clientAddress}`],
    ["x-forwarded-proto", listener.protocol.toLowerCase()],
    ["x-forwarded-port", String(listener.port)],
    ...(traced ? [] : [["x-amzn-trace-id", traceId()] as const]),
  ];
}

function traceId(): string {
  return `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
}

/** A target's path and query apart, both as they were written. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf("?");
  return mark === -1 ? { path: target, query: "" } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
