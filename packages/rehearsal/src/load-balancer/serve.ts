import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { hostHeader, schemeHeader, sourceHeader } from "../sandbox/function-source.ts";
import { connectedToHeader } from "../sandbox/request-scope.ts";
import { errorPage, sendAnswer } from "./answers.ts";
import type { Balancers } from "./balancers.ts";
import type { BalancerRequest } from "./forwarded-request.ts";
import { askFunction, functionEvent } from "./function-target.ts";
import { forwardToInstance } from "./instance-target.ts";
import type { Balancer, Listener, TargetGroup } from "./model.ts";
import { redirectAnswer } from "./redirect.ts";
import { eligibleTargets } from "./target-health.ts";

/** The balancer to which a request has come. */
export interface BalancerPlace {
  /** Its DNS name, or its address. */
  readonly host: string;
  readonly region: string;
  readonly port: number;
}

/** Serves one request to a load balancer. @param body what has been read of it already. @default nothing */
export type BalancerRequests = (
  request: IncomingMessage,
  response: ServerResponse,
  place: BalancerPlace,
  body?: Buffer,
) => Promise<void>;

/** Headers of the rehearsal's own, which go to no target. */
const ownHeaders: ReadonlySet<string> = new Set([connectedToHeader, hostHeader, schemeHeader, sourceHeader]);

/**
 * The data plane of application load balancers. A balancer that is not there, and a port without a listener, take no
 * connection.
 */
export function balancerRequests(balancers: Balancers): BalancerRequests {
  /** How often each group has been asked; targets take turns. */
  const turns = new Map<string, number>();

  async function forward(
    response: ServerResponse,
    request: BalancerRequest,
    { region }: BalancerPlace,
    { balancer, listener, group }: { balancer: Balancer; listener: Listener; group: TargetGroup },
  ): Promise<void> {
    const targets = eligibleTargets(group, (of, id) => balancers.stateOf(region, of, id));
    const turn = turns.get(group.arn) ?? 0;
    turns.set(group.arn, turn + 1);
    const target = targets[turn % Math.max(1, targets.length)];
    if (target === undefined) return sendAnswer(response, errorPage(503));
    if (group.kind === "lambda") {
      const event = functionEvent(request, listener, group.arn);
      return sendAnswer(response, await askFunction(balancers.functions(region), target, event));
    }
    const port = balancers.instances.get(region, target)?.port;
    if (port === undefined) return sendAnswer(response, errorPage(502));
    return forwardToInstance(port, request, { listener, idleTimeoutSeconds: balancer.idleTimeoutSeconds }, response);
  }

  return async (request, response, place, body) => {
    const balancer = await balancers.find(balancers.nameAt(place.host) ?? place.host, place.region);
    const listener = balancer?.listeners.find(({ port }) => port === place.port);
    if (balancer === undefined || listener === undefined) return void request.socket.resetAndDestroy();
    const read: BalancerRequest = {
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: headersOf(request),
      body: body ?? (await buffer(request)),
      clientAddress: request.socket.remoteAddress ?? "127.0.0.1",
    };
    const { action } = listener;
    switch (action.kind) {
      case "redirect":
        return sendAnswer(response, redirectAnswer(read, listener, action.redirect));
      case "unmodelled":
        return sendAnswer(response, notModelled(action.what));
      case "forward": {
        const group = balancers.group(place.region, action.groupArn);
        if (group === undefined) return sendAnswer(response, errorPage(503));
        if (group.kind === "unmodelled") return sendAnswer(response, notModelled("targets of this type"));
        return forward(response, read, place, { balancer, listener, group });
      }
    }
  };
}

function notModelled(what: string) {
  return { ...errorPage(501), body: Buffer.from(`${what}: not modelled in a rehearsal\n`) };
}

/** The client's headers in their order, with the host that the request is for. */
function headersOf(request: IncomingMessage): [string, string][] {
  const pairs = request.rawHeaders.flatMap((name, index, raw): [string, string][] =>
    index % 2 === 1 || ownHeaders.has(name.toLowerCase()) ? [] : [[name, raw[index + 1] ?? ""]],
  );
  // A function's request names its host in a header of its own, which has been put in place of this one.
  const { host } = request.headers;
  return pairs.map(([name, value]) => [name, name.toLowerCase() === "host" ? (host ?? value) : value]);
}
