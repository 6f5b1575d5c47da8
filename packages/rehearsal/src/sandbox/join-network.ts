import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { reachDatabases } from "../database/reach-databases.ts";
import { hostHeader, schemeHeader, sourceHeader, userAgentAppId } from "./function-source.ts";
import type { FunctionNetwork } from "./function-source.ts";

/**
 * Makes this process one of a region's: its DNS goes to the sandbox's name servers, its HTTP and HTTPS to the region gate, its SQL to the
 * sandbox's databases, and all of these learn from which region it comes, as the gate does of its SDK calls.
 */
export function joinNetwork(
  region: string,
  { gate, nameServers, databases }: Pick<FunctionNetwork, "gate" | "nameServers" | "databases">,
): void {
  const nameServer = nameServers[region];
  if (nameServer === undefined) throw new Error(`the sandbox has no name server for ${region}`);
  process.env["AWS_SDK_UA_APP_ID"] = userAgentAppId(region);
  askNameServer(nameServer);
  fetchThrough(gate, region);
  if (databases !== undefined) reachDatabases(region, databases);
}

/** Takes the name server for the process's own resolvers and for those that a function makes. */
function askNameServer(nameServer: string): void {
  class CallbackResolver extends dns.Resolver {
    constructor(options?: dns.ResolverOptions) {
      super(options);
      this.setServers([nameServer]);
    }
  }
  class PromiseResolver extends dns.promises.Resolver {
    constructor(options?: dns.ResolverOptions) {
      super(options);
      this.setServers([nameServer]);
    }
  }
  dns.setServers([nameServer]);
  dns.promises.setServers([nameServer]);
  Object.assign(dns, { Resolver: CallbackResolver });
  Object.assign(dns.promises, { Resolver: PromiseResolver });
  syncBuiltinESMExports();
}

/** Sends each request to the gate, which ends TLS for every endpoint there is. Redirects are not followed. */
function fetchThrough(gate: string, region: string): void {
  const direct = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const { protocol, host, hostname, pathname, search } = new URL(input instanceof Request ? input.url : input);
    const isLocal = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
    if ((protocol !== "https:" && protocol !== "http:") || isLocal) return direct(input, init);
    const request = new Request(input, init);
    const headers = new Headers(request.headers);
    headers.set(hostHeader, host);
    headers.set(sourceHeader, region);
    if (protocol === "http:") headers.set(schemeHeader, "http");
    const { method, body, signal } = request;
    const sent = body === null ? {} : { body, duplex: "half" as const };
    return direct(`${gate}${pathname}${search}`, { method, headers, signal, redirect: "manual", ...sent });
  };
}
