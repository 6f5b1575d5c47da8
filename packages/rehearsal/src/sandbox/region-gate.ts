import { Agent, createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "@tandem/orchestrator/ports";
import { createProxyServer } from "httpxy";
import { CallCounts, callsPath } from "./call-counts.ts";
import { customDomains } from "./custom-domain.ts";
import type { CustomDomains } from "./custom-domain.ts";
import { errorPage, sendAnswer } from "../load-balancer/answers.ts";
import type { BalancerControl } from "../load-balancer/control-plane.ts";
import type { BalancerRequests } from "../load-balancer/serve.ts";
import {
  actionIsInBody,
  balancerOf,
  callerOf,
  connectedToHeader,
  customDomainOf,
  emulatorTarget,
  isFunctionUrl,
  pingedRegion,
  requestScope,
  sourceOf,
} from "./request-scope.ts";
import type { RequestHead } from "./request-scope.ts";
import type { AuroraDatabases } from "../database/databases.ts";
import { databasesPath } from "../database/report.ts";
import type { ServiceRequests } from "../gaps/service-requests.ts";
import { instancesPath } from "../instances/listed.ts";
import type { ListedInstance } from "../instances/listed.ts";
import type { Route53Requests } from "../resolver/requests.ts";
import { effectOf, faultsPath, isCutOff } from "./faults.ts";
import type { Journey } from "./faults.ts";
import { failure } from "./fault-answer.ts";
import { forwardWhole, sendWhole } from "./forward.ts";
import { takeFaults } from "./gate-control.ts";
import { hostHeader, schemeHeader, sourceHeader } from "./function-source.ts";
import { Replication, heartbeatWritten, isItemAction, itemRequest, readsAnother } from "./replication.ts";
import { sessionPath, sessionSchema } from "./session.ts";
import type { OwnedSession } from "./session.ts";
import type { ServiceFront } from "./service-front.ts";

export interface RegionGate {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Sends requests on from now on; until then they are answered with 503. */
  open(behind: BehindGate): void;
  /** Whether nothing that leaves a region arrives now. */
  readonly isCutOff: (region: string) => boolean;
  close(): Promise<void>;
}

/** What a gate stands in front of. */
export interface BehindGate {
  readonly session: OwnedSession;
  /** Answers requests to Route 53's control plane. */
  readonly route53: Route53Requests;
  /** Answers requests to load balancers, and those to Elastic Load Balancing's control plane. @default the emulator does */
  readonly balancers?: { readonly serve: BalancerRequests; readonly control: BalancerControl };
  /** Answers requests to services of which the emulator lacks something, by their signing names. @default none */
  readonly services?: Readonly<Record<string, ServiceRequests>>;
  /** Answer for services of which the emulator lacks a part. @default none */
  readonly fronts?: readonly ServiceFront[];
  /** What there is of instances, for who asks under {@link instancesPath}. @default none */
  readonly instances?: () => readonly ListedInstance[];
  /** Told of the faults that hold from now on. @default nobody */
  readonly onFaults?: (faults: readonly Fault[]) => void;
  /** What stands behind Aurora's endpoints; it learns of every fault. @default nothing */
  readonly databases?: Pick<AuroraDatabases, "takeEffect" | "report">;
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
  const underWay = new Map<IncomingMessage, Journey>();
  const replication = new Replication();
  let faults: readonly Fault[] = [];
  let behind: (BehindGate & { readonly domains: CustomDomains }) | undefined;

  /** Faults that reset connections hold for what is under way too: a region that goes dark finishes no answer. */
  function takeEffect(taken: readonly Fault[]): void {
    faults = taken;
    replication.takeEffect(faults);
    behind?.databases?.takeEffect(faults);
    for (const [request, journey] of underWay) {
      if (effectOf(faults, journey).kind === "reset") request.socket.resetAndDestroy();
    }
    behind?.onFaults?.(faults);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (behind === undefined) return refuse(response, 503, "the sandbox is still starting");
    const { session, domains, route53, balancers, services = {}, databases, fronts = [], hostOf } = behind;
    if (request.url === sessionPath) return answer(response, sessionSchema.parse(session));
    if (request.url === databasesPath) return answer(response, (await databases?.report()) ?? []);
    if (request.url === callsPath) return answer(response, counts.list());
    if (request.url === instancesPath) return answer(response, behind.instances?.() ?? []);
    if (request.url === faultsPath && request.method === "GET") return answer(response, faults);
    if (request.url === faultsPath) return takeFaults(request, response, session.controlToken, takeEffect);
    lookUp(request, hostOf);
    const head: RequestHead = { method: request.method ?? "GET", target: request.url ?? "/", headers: request.headers };
    const form = actionIsInBody(head) ? await buffer(request) : undefined;
    const scope = requestScope(head, form?.toString());
    const body = form ?? (isItemAction(scope) ? await buffer(request) : undefined);
    const item = body === undefined ? undefined : itemRequest(scope, body.toString());
    const journey = { ...scope, source: sourceOf(head), heartbeatOf: heartbeatWritten(item) };
    const effect = effectOf(faults, journey);
    if (effect.kind === "reset") return void request.socket.resetAndDestroy();
    underWay.set(request, journey);
    response.once("close", () => underWay.delete(request));
    counts.add(scope, callerOf(head));
    const balancer = balancerOf(head);
    if (effect.kind === "refused" && balancer !== undefined) return sendAnswer(response, errorPage(effect.status));
    if (effect.kind === "refused") return sendWhole(response, failure(head, scope.service, effect.status));

    if (balancer !== undefined && balancers !== undefined) {
      return later(response, effect.delayMs, () => balancers.serve(request, response, balancer, form));
    }
    const { region, service, action } = scope;
    if (service === "elasticloadbalancing" && balancers !== undefined && region !== undefined && form !== undefined) {
      const asked = { region, action, body: form };
      return later(response, effect.delayMs, () => balancers.control(request, response, asked));
    }
    const pinged = pingedRegion(head);
    if (pinged !== undefined) return later(response, effect.delayMs, () => pong(response, pinged));
    if (service === "route53") return later(response, effect.delayMs, () => route53(request, response));
    const filled = services[service ?? ""];
    if (filled !== undefined && region !== undefined) {
      const { method, target: url } = head;
      const { headers } = request;
      const whole = { method, url, headers, body: body ?? (await buffer(request)), region, action };
      return later(response, effect.delayMs, async () => sendWhole(response, await filled(whole)));
    }
    const domain = customDomainOf(head);
    const place = domain === undefined ? emulatorTarget(head) : await domains.target(domain, head.target);
    // What API Gateway answers for a name or a path that it does not have.
    if (place === undefined) return refuse(response, 403, "Forbidden");
    request.url = place;
    if (isFunctionUrl(head)) request.headers.host = `127.0.0.1:${session.emulatorPort}`;
    delete request.headers[connectedToHeader];
    delete request.headers[sourceHeader];
    delete request.headers[schemeHeader];
    const target = `http://127.0.0.1:${session.emulatorPort}`;
    const front = fronts.find((candidate) => candidate.serves(scope));
    if (front !== undefined) {
      const whole = {
        method: head.method,
        url: place,
        headers: request.headers,
        body: body ?? (await buffer(request)),
      };
      const answered = await front.answer({ scope, request: whole, forward: () => forwardWhole(target, whole) });
      return later(response, effect.delayMs, () => sendWhole(response, answered));
    }
    const read = item !== undefined && readsAnother(item) ? item : undefined;
    if (read !== undefined || effect.delayMs > 0) {
      const whole = {
        method: head.method,
        url: place,
        headers: request.headers,
        body: body ?? (await buffer(request)),
      };
      const replayed = read === undefined ? undefined : replication.instead(read);
      const answered = replayed ?? (await forwardWhole(target, whole));
      if (read !== undefined && replayed === undefined) replication.read(read, answered);
      return later(response, effect.delayMs, () => sendWhole(response, answered));
    }
    if (item !== undefined) {
      response.once("finish", () => {
        if (response.statusCode === 200) replication.wrote(item, faults);
      });
    }
    // The gate stands for AWS's endpoints, which end TLS: policies that refuse plain HTTP see a secure transport.
    const forwarded = { target, headers: { "x-forwarded-proto": "https" } };
    await proxy.web(
      request,
      response,
      body === undefined ? forwarded : { ...forwarded, buffer: Readable.from([body]) },
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
    isCutOff: (region) => isCutOff(faults, region),
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

/** Answers after a delay, unless the client has gone by then. */
async function later(response: ServerResponse, delayMs: number, send: () => void | Promise<void>): Promise<void> {
  if (delayMs > 0) {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    await sleep(delayMs, undefined, { signal: gone.signal }).catch((error: unknown) => {
      if (!gone.signal.aborted) throw error;
    });
    if (gone.signal.aborted) return;
  }
  await send();
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** A response that has begun cannot change its status: its connection is cut, so that nobody takes it for complete. */
function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
}
