import { once } from "node:events";
import { STATUS_CODES, request } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import net from "node:net";
import type { Socket } from "node:net";
import { schemeHeader } from "../sandbox/function-source.ts";
import { connectedToHeader, requestScope } from "../sandbox/request-scope.ts";
import type { Endpoint } from "./model.ts";

/** What one request of a health checker came to. */
export interface ProbeResult {
  readonly passed: boolean;
  /** As GetHealthCheckStatus words it: `Success: …` or `Failure: …` */
  readonly status: string;
}

/** Asks an endpoint once. Never rejects: an endpoint that cannot be asked has failed. */
export type Probe = (endpoint: Endpoint, signal: AbortSignal) => Promise<ProbeResult>;

/**
 * Route 53's limits, in milliseconds, each from the end of what came before. Source: Route 53's developer guide, "How
 * Amazon Route 53 determines whether a health check is healthy".
 */
const limits = { connect: 4000, status: 2000, body: 2000 } as const;

/** How much of a body is searched. */
const searchedBytes = 5120;

/** What a request failed by, in words. */
class ProbeFailure extends Error {}

/**
 * A health checker's request, as it comes from the internet: to the region gate, so that it meets a region's faults.
 * The gate stands for the endpoints' TLS, whose certificates no checker validates. A load balancer takes a check at the port
 * of its protocol; what has no ports here is asked over HTTP as over HTTPS, also where it has no HTTP at AWS.
 * @param hostOf To which host DNS leads from a check's host: the same, or that of a custom domain name's region.
 */
export function gateProbe(gate: URL, hostOf: (host: string) => string): Probe {
  return async (endpoint, signal) => {
    try {
      return { passed: true, status: await ask(gate, endpoint, hostOf(endpoint.host), signal) };
    } catch (error) {
      return { passed: false, status: `Failure: ${error instanceof Error ? error.message : String(error)}` };
    }
  };
}

async function ask(gate: URL, endpoint: Endpoint, connectedTo: string, signal: AbortSignal): Promise<string> {
  const headers = headersOf(endpoint, connectedTo);
  const { region } = requestScope({ method: "GET", target: endpoint.path, headers });
  if (region === undefined) throw new ProbeFailure(`DNS resolution failed: nobody serves ${connectedTo} here`);
  const socket = net.connect({ host: gate.hostname, port: Number(gate.port), signal });
  try {
    await within(limits.connect, "The connection", once(socket, "connect"));
    const call = send(socket, endpoint.path, headers);
    const [response] = (await within(limits.status, "The status code", once(call, "response"))) as [IncomingMessage];
    const { statusCode = 0 } = response;
    const words = `HTTP Status Code ${statusCode}, ${STATUS_CODES[statusCode] ?? "unknown"}`;
    if (statusCode < 200 || statusCode >= 400) throw new ProbeFailure(words);
    const { searchString } = endpoint;
    if (searchString !== undefined && !(await within(limits.body, "The body", contains(response, searchString)))) {
      throw new ProbeFailure(
        `${words}. The search string was not found in the first ${searchedBytes} bytes of the body`,
      );
    }
    return `Success: ${words}`;
  } finally {
    socket.destroy();
  }
}

function headersOf({ scheme, host, port }: Endpoint, connectedTo: string): Record<string, string> {
  const isUsualPort = port === (scheme === "https" ? 443 : 80);
  return {
    host: isUsualPort ? host : `${host}:${port}`,
    ...(connectedTo === host ? {} : { [connectedToHeader]: connectedTo }),
    ...(scheme === "http" ? { [schemeHeader]: "http" } : {}),
    "user-agent": "Amazon-Route53-Health-Check-Service (modelled by Tandem)",
    connection: "close",
  };
}

function send(socket: Socket, path: string, headers: Record<string, string>): ClientRequest {
  const call = request({ createConnection: () => socket, path, headers });
  // Whoever waits for its answer is told of an error; after the answer nobody is left to tell.
  call.on("error", () => undefined);
  call.end();
  return call;
}

async function contains(response: IncomingMessage, searchString: string): Promise<boolean> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= searchedBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, searchedBytes).includes(searchString);
}

/** The promise's value, if it comes in time. */
async function within<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ProbeFailure(`${what} timed out after ${milliseconds / 1000} s`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
