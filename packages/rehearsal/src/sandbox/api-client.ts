import { proxyFetch } from "httpxy";
import { requireLoopback } from "./loopback.ts";

/**
 * Calls a data plane by its URL at AWS, `https://<id>.execute-api.<region>.amazonaws.com/<stage>/<path>`,
 * inside a sandbox: the connection goes to the region gate, and the host's name goes along as a header.
 * Redirects are not followed, so that nothing but the gate is ever contacted.
 */
export async function callApi(
  sandbox: { readonly endpoint: string },
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  const gate = requireLoopback(sandbox.endpoint);
  const headers = new Headers(init.headers);
  headers.set("host", new URL(url).host);
  return proxyFetch(gate.origin, url, { ...init, headers, redirect: "manual" });
}
