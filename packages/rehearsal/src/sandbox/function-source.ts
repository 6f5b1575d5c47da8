import type { DatabaseNetwork } from "../database/greeting.ts";

/** Names the region of the function that sends a request which is not signed; the preload of functions adds it. */
export const sourceHeader = "tandem-from-region";

/**
 * Names the host that such a request is for: Node.js's `fetch` lets nobody else say what goes into `Host`. The gate puts it
 * there.
 */
export const hostHeader = "tandem-for-host";

/**
 * Says `http` where a client speaks plain HTTP. Without it a request counts as one over HTTPS: the gate ends TLS for every
 * endpoint there is.
 */
export const schemeHeader = "tandem-scheme";

/** Name of the variable in which the emulator hands a {@link FunctionNetwork} on to its functions, as JSON. */
export const networkVariable = "TANDEM_FUNCTION_NETWORK";

/** Where functions find the world outside their process. */
export interface FunctionNetwork {
  /** The region gate: `http://127.0.0.1:<port>`. */
  readonly gate: string;
  /** Route 53's name servers as a region's functions reach them: `127.0.0.1:<port>` by region, over UDP. */
  readonly nameServers: Readonly<Record<string, string>>;
  /** The folder in which each process of a function leaves its number, as `<region>.<function>.<process id>`. */
  readonly processes: string;
  /** How databases behind RDS endpoints are reached. @default they are not */
  readonly databases?: DatabaseNetwork;
}

/** What an SDK call of a region's function says in its user agent, as `app/<id>`; at most 50 characters, as the SDK asks. */
export function userAgentAppId(region: string): string {
  return `tandem-${region}`;
}
