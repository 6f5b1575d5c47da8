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
  requestScope,
} from "./request-scope.ts";
import type { RequestHead, RequestScope } from "./request-scope.ts";
import type { Route53Requests } from "../resolver/requests.ts";
import { faultsPath, isDark } from "./faults.ts";
import { takeFaults } from "./gate-control.ts";
import { sessionPath, sessionSchema } from "./session.ts";
import type { OwnedSession } from "./session.ts";

export interface RegionGate {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Sends requests on from now on, those to Route 53 through their own handler; until then they are answered with 503. */
  open(session: OwnedSession, route53: Route53Requests): void;
  close(): Promise<void>;
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
  let session: OwnedSession | undefined;
  let domains: CustomDomains | undefined;
  let answerRoute53: Route53Requests | undefined;

  /** Faults hold for what is under way too: a region that goes dark finishes no answer. */
  function takeEffect(taken: readonly Fault[]): void {
    faults = taken;
    for (const [request, scope] of underWay) if (isDark(faults, scope)) request.socket.resetAndDestroy();
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (session === undefined || domains === undefined || answerRoute53 === undefined) {
      return refuse(response, 503, "the sandbox is still starting");
    }
    if (request.url === sessionPath) return answer(response, sessionSchema.parse(session));
    if (request.url === callsPath) return answer(response, counts.list());
    if (request.url === faultsPath && request.method === "GET") return answer(response, faults);
    if (request.url === faultsPath) return takeFaults(request, response, session.controlToken, takeEffect);
    const head: RequestHead = { method: request.method ?? "GET", target: request.url ?? "/", headers: request.headers };
    const form = actionIsInBody(head) ? await buffer(request) : undefined;
    const scope = requestScope(head, form?.toString());
    if (isDark(faults, scope)) return void request.socket.resetAndDestroy();
    underWay.set(request, scope);
    response.once("close", () => underWay.delete(request));
    counts.add(scope, callerOf(head));
    if (scope.service === "route53") return answerRoute53(request, response);
    const domain = customDomainOf(head);
    const place = domain === undefined ? emulatorTarget(head) : await domains.target(domain, head.target);
    // What API Gateway answers for a name or a path that it does not have.
    if (place === undefined) return refuse(response, 403, "Forbidden");
    request.url = place;
    delete request.headers[connectedToHeader];
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
    open(opened, route53) {
      session = opened;
      answerRoute53 = route53;
      domains = customDomains(`http://127.0.0.1:${opened.emulatorPort}`);
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

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** A response that has begun cannot change its status: its connection is cut, so that nobody takes it for complete. */
function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
}
