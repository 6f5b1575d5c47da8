import { Agent, createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Fault } from "@tandem/orchestrator/ports";
import { createProxyServer } from "httpxy";
import { CallCounts, callsPath } from "./call-counts.ts";
import { customDomains } from "./custom-domain.ts";
import type { CustomDomains } from "./custom-domain.ts";
import {
  actionIsInBody,
  callerOf,
  connectedToHeader,
  customDomainOf,
  emulatorTarget,
  pingedRegion,
  requestScope,
} from "./request-scope.ts";
import type { RequestHead, RequestScope } from "./request-scope.ts";
import type { Route53Requests } from "../resolver/requests.ts";
import { faultsPath, isDark } from "./faults.ts";
import { takeFaults } from "./gate-control.ts";
import { hostHeader, sourceHeader } from "./function-source.ts";
import { sessionPath, sessionSchema } from "./session.ts";
import type { OwnedSession } from "./session.ts";

export interface RegionGate {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Sends requests on from now on; until then they are answered with 503. */
  open(behind: BehindGate): void;
  close(): Promise<void>;
}

/** What a gate stands in front of. */
export interface BehindGate {
  readonly session: OwnedSession;
  /** Answers requests to Route 53's control plane. */
  readonly route53: Route53Requests;
  /** The host at which a client arrives that looks a name up: that of an endpoint, or the name itself where DNS has none. */
  readonly hostOf: (name: string) => string;
}

/**
 * The one way to the emulator: a reverse proxy that knows the region, service and action of each request.
 * Host, path and body go on as the client signed them; a data-plane host of AWS's, and a custom domain name at a
 * region's endpoint, are translated to the emulator's path. Faults that are set keep requests from going on.
 */
export async function startRegionGate(): Promise<RegionGate> {
  const counts = new CallCounts();
  // A shorter idle time than the emulator's 75 s: it never closes a connection that is about to be used.
  const agent = new Agent({ keepAlive: true, timeout: 30_000 });
  const proxy = createProxyServer({ agent, proxyTimeout: 0 });
  const underWay = new Map<IncomingMessage, RequestScope>();
  let faults: readonly Fault[] = [];
  let behind: (BehindGate & { readonly domains: CustomDomains }) | undefined;

  /** Faults hold for what is under way too: a region that goes dark finishes no answer. */
  function takeEffect(taken: readonly Fault[]): void {
    faults = taken;
    for (const [request, scope] of underWay) if (isDark(faults, scope)) request.socket.resetAndDestroy();
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (behind === undefined) return refuse(response, 503, "the sandbox is still starting");
    const { session, domains, route53, hostOf } = behind;
    if (request.url === sessionPath) return answer(response, sessionSchema.parse(session));
    if (request.url === callsPath) return answer(response, counts.list());
    if (request.url === faultsPath && request.method === "GET") return answer(response, faults);
    if (request.url === faultsPath) return takeFaults(request, response, session.controlToken, takeEffect);
    lookUp(request, hostOf);
    const head: RequestHead = { method: request.method ?? "GET", target: request.url ?? "/", headers: request.headers };
    const form = actionIsInBody(head) ? await buffer(request) : undefined;
    const scope = requestScope(head, form?.toString());
    if (isDark(faults, scope)) return void request.socket.resetAndDestroy();
    underWay.set(request, scope);
    response.once("close", () => underWay.delete(request));
    counts.add(scope, callerOf(head));
    if (scope.service === "route53") return route53(request, response);
    const pinged = pingedRegion(head);
    if (pinged !== undefined) return pong(response, pinged);
    const domain = customDomainOf(head);
    const place = domain === undefined ? emulatorTarget(head) : await domains.target(domain, head.target);
    // What API Gateway answers for a name or a path that it does not have.
    if (place === undefined) return refuse(response, 403, "Forbidden");
    request.url = place;
    delete request.headers[connectedToHeader];
    delete request.headers[sourceHeader];
    const target = `http://127.0.0.1:${session.emulatorPort}`;
    // The gate stands for AWS's endpoints, which end TLS: policies that refuse plain HTTP see a secure transport.
    const forwarded = { target, headers: { "x-forwarded-proto": "https" } };
    await proxy.web(
      request,
      response,
      form === undefined ? forwarded : { ...forwarded, buffer: Readable.from([form]) },
    );
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      refuse(response, 502, `the emulator does not answer: ${reason}`);
    });
  });
  // Calls to functions take as long as the functions do.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    endpoint: `http://127.0.0.1:${port}`,
    open(opened) {
      behind = { ...opened, domains: customDomains(`http://127.0.0.1:${opened.session.emulatorPort}`) };
    },
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

/**
 * Makes a function's own request what it was meant to be: for its host, and arriving where DNS leads for it. Whoever else
 * asks for a name of the environment's own has looked it up himself, and says so.
 */
function lookUp({ headers }: IncomingMessage, hostOf: (name: string) => string): void {
  const host = headers[hostHeader];
  if (typeof host !== "string") return;
  delete headers[hostHeader];
  headers.host = host;
  const endpoint = hostOf(host);
  if (endpoint !== host) headers[connectedToHeader] = endpoint;
}

/** What DynamoDB's endpoint of a region answers to `GET /ping`, which MiniStack 1.5.33 does not know. */
function pong(response: ServerResponse, region: string): void {
  response.writeHead(200, { "content-type": "text/plain" }).end(`healthy: dynamodb.${region}.amazonaws.com `);
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** A response that has begun cannot change its status: its connection is cut, so that nobody takes it for complete. */
function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
}
