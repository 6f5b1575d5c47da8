import { Agent, request } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { requireLoopback } from "../sandbox/loopback.ts";
import { schemeHeader } from "../sandbox/function-source.ts";
import { connectedToHeader } from "../sandbox/request-scope.ts";

/** How long a client waits for the whole of an answer, in milliseconds. */
const requestTimeoutMs = 2000;

export interface ClientRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** The endpoint's host or address, to which the client is connected. */
  readonly endpoint: string;
  /** What the request is for, as `Host` says: the endpoint, or a custom domain name that it serves. */
  readonly host: string;
  readonly path: string;
  /** @default no body */
  readonly body?: { readonly contentType: string; readonly text: string };
}

export interface ClientAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One client's connection to a region's endpoint, through the gate; it is kept from one request to the next. */
export class Client {
  readonly #gate: URL;
  readonly #scheme: "http" | "https";
  #agent = newAgent();

  /**
   * @param gate `http://127.0.0.1:<port>`
   * @param scheme What the client means to speak; to the gate it is HTTP. @default "https"
   */
  constructor(gate: string, scheme: "http" | "https" = "https") {
    this.#gate = requireLoopback(gate);
    this.#scheme = scheme;
  }

  /** Rejects when there is no whole answer in time; the next request then makes a new connection. */
  async send({ method, endpoint, host, path, body }: ClientRequest): Promise<ClientAnswer> {
    try {
      return await new Promise((resolve, reject) => {
        const call = request({
          agent: this.#agent,
          host: this.#gate.hostname,
          port: this.#gate.port,
          method,
          path,
          headers: {
            host,
            ...(endpoint === host ? {} : { [connectedToHeader]: endpoint }),
            ...(this.#scheme === "http" ? { [schemeHeader]: "http" } : {}),
            ...(body === undefined ? {} : { "content-type": body.contentType }),
          },
          signal: AbortSignal.timeout(requestTimeoutMs),
        });
        call.once("error", reject);
        call.once("response", (response) => {
          const { statusCode = 0, headers } = response;
          text(response).then((found) => resolve({ status: statusCode, headers, body: found }), reject);
        });
        call.end(body?.text);
      });
    } catch (error) {
      this.reconnect();
      throw error;
    }
  }

  /** Gives the connection up; the next request makes a new one. */
  reconnect(): void {
    this.#agent.destroy();
    this.#agent = newAgent();
  }

  close(): void {
    this.#agent.destroy();
  }
}

function newAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}
