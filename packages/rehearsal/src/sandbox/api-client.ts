import { proxyFetch } from "httpxy";
import { requireLoopback } from "./loopback.ts";
import { schemeHeader } from "./function-source.ts";
import { connectedToHeader } from "./request-scope.ts";

/**
 * Calls a data plane by its URL at AWS, `https://<id>.execute-api.<region>.amazonaws.com/<stage>/<path>` or
 * `http://<name>-<id>.<region>.elb.amazonaws.com/<path>`, inside a sandbox: the connection goes to the region gate, and the host's name goes along as a header.
 * Redirects are not followed, so that nothing but the gate is ever contacted.
 *
 * A custom domain name is called by the regional domain name to which DNS leads, with the name itself as the `host`
 * header; called by the name alone, it is served by the region that made it first.
 */
export async function callApi(
  sandbox: { readonly endpoint: string },
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  const gate = requireLoopback(sandbox.endpoint);
  const headers = new Headers(init.headers);
  const { host, protocol } = new URL(url);
  if (protocol === "http:") headers.set(schemeHeader, "http");
  if (headers.has("host") && headers.get("host") !== host) headers.set(connectedToHeader, host);
  else headers.set("host", host);
  return proxyFetch(gate.origin, url, { ...init, headers, redirect: "manual" });
}
