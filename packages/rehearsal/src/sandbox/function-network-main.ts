// Loaded by Node.js before the code of every function (`--import`), so that handlers run as they are: their DNS goes to the
// sandbox's name servers, their HTTPS to the region gate, their SQL to the sandbox's databases, and all of these learn from
// which region it comes.
import dns from "node:dns";
import { writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { reachDatabases } from "../database/reach-databases.ts";
import { hostHeader, networkVariable, sourceHeader, userAgentAppId } from "./function-source.ts";
import type { FunctionNetwork } from "./function-source.ts";

const region = process.env["AWS_REGION"];
const functionName = process.env["AWS_LAMBDA_FUNCTION_NAME"];
const network = process.env[networkVariable];
// MiniStack runs other scripts with Node.js too, which are no function's and stay as they are.
if (functionName !== undefined && region !== undefined && network !== undefined) {
  join(region, functionName, JSON.parse(network) as FunctionNetwork);
}

function join(region: string, functionName: string, network: FunctionNetwork): void {
  const { gate, nameServers, processes, databases } = network;
  writeFileSync(`${processes}/${region}.${functionName}.${process.pid}`, "");
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

/** Sends each HTTPS request to the gate, which ends TLS for every endpoint there is. Redirects are not followed. */
function fetchThrough(gate: string, region: string): void {
  const direct = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const { protocol, host, hostname, pathname, search } = new URL(input instanceof Request ? input.url : input);
    const isLocal = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
    if (protocol !== "https:" || isLocal) return direct(input, init);
    const request = new Request(input, init);
    const headers = new Headers(request.headers);
    headers.set(hostHeader, host);
    headers.set(sourceHeader, region);
    const { method, body, signal } = request;
    const sent = body === null ? {} : { body, duplex: "half" as const };
    return direct(`${gate}${pathname}${search}`, { method, headers, signal, redirect: "manual", ...sent });
  };
}
