import type { BalancerAnswer } from "./answers.ts";
import type { BalancerRequest } from "./forwarded-request.ts";
import { splitTarget } from "./forwarded-request.ts";
import type { Listener, Redirect } from "./model.ts";

/** Answers with where to go instead. Source: API reference, RedirectActionConfig. */
export function redirectAnswer(request: BalancerRequest, listener: Listener, redirect: Redirect): BalancerAnswer {
  const { path, query } = splitTarget(request.target);
  const host = request.headers.find(([name]) => name.toLowerCase() === "host")?.[1] ?? "";
  const parts: Readonly<Record<string, string>> = {
    protocol: listener.protocol,
    host: host.replace(/:\d+$/, ""),
    port: String(listener.port),
    path: path.replace(/^\//, ""),
    query,
  };
  const filled = (text: string): string =>
    text.replaceAll(/#\{(?<part>protocol|host|port|path|query)\}/g, (_, part: string) => parts[part] ?? "");
  const protocol = filled(redirect.protocol).toLowerCase();
  const search = filled(redirect.query);
  const location = `${protocol}://${filled(redirect.host)}:${filled(redirect.port)}${filled(redirect.path)}`;
  return {
    status: redirect.status,
    headers: { location: search === "" ? location : `${location}?${search}` },
    body: Buffer.alloc(0),
  };
}
