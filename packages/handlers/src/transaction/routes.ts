import { HttpVerbs, ParameterValidationError, Router, isHttpMethod } from "@aws-lambda-powertools/event-handler/http";
import type {
  ALBEvent,
  ALBResult,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import { asError } from "./errors.ts";
import type { Health } from "./health.ts";
import type { Log } from "./log.ts";
import type { Transactions } from "./logic.ts";
import { refusal } from "./reply.ts";
import type { Reply } from "./reply.ts";

/** REST API (proxy, format 1.0), function URL (format 2.0) and Application Load Balancer. */
export type HttpEvent = APIGatewayProxyEvent | APIGatewayProxyEventV2 | ALBEvent;
export type HttpResult = APIGatewayProxyResult | APIGatewayProxyStructuredResultV2 | ALBResult;
export type HttpHandler = (event: HttpEvent, context: Context) => Promise<HttpResult>;

type Method = keyof typeof HttpVerbs;
interface Route {
  readonly method: Method;
  readonly path: `/${string}`;
  readonly run: (request: { readonly body: () => Promise<string>; readonly id: string }) => Promise<Reply>;
}

/** The routes over HTTP. Every answer is JSON with an `x-request-id`, the id that the log lines of the request carry. */
export function createHttpHandler(transactions: Transactions, health: Health, log: Log): HttpHandler {
  const routes: readonly Route[] = [
    { method: "POST", path: "/transactions", run: async ({ body }) => transactions.accept(await body()) },
    { method: "GET", path: "/transactions/:id", run: ({ id }) => transactions.show(id) },
    { method: "GET", path: "/health", run: () => health.health() },
    { method: "GET", path: "/ready", run: () => health.ready() },
  ];
  const router = new Router({ logger: log });
  const legal = routes.map(({ method, path }) => `${method} ${path}`);
  const noRoute = refusal(404, "no-route", `there is no such route; legal are ${legal.join(", ")}`, {
    routes: legal,
  });
  const noMethod = refusal(405, "method-not-allowed", `no route has that method; legal are ${legal.join(", ")}`, {
    routes: legal,
  });

  for (const { method, path, run } of routes) {
    router.route(async ({ req, params }) => toResponse(await run({ body: () => req.text(), id: params["id"] ?? "" })), {
      method,
      path,
    });
    const others = Object.values(HttpVerbs).filter((verb) => verb !== method);
    const notAllowed = refusal(405, "method-not-allowed", `the route is ${method} ${path}`, {
      routes: [`${method} ${path}`],
      headers: { allow: method },
    });
    router.route(() => toResponse(notAllowed), { method: others, path });
  }
  router.notFound(async () => toResponse(noRoute));
  // A broken percent escape, or an id of white space only: no route leads there.
  router.errorHandler([URIError, ParameterValidationError], async () => toResponse(noRoute));
  router.errorHandler(Error, async (error) => toResponse(failed(error, log)));

  return async (event, context) => {
    const headers = { "x-request-id": context.awsRequestId };
    const plain = ({ status, body }: Reply) => ({
      statusCode: status,
      headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
      body: JSON.stringify(body),
    });
    try {
      // The router answers a method it does not know, such as PROPFIND, without a body.
      if (!isHttpMethod(methodOf(event).toUpperCase())) return plain(noMethod);
      const result = await router.resolve(withoutReadBody(event), context);
      return { ...result, headers: { ...result.headers, ...headers } };
    } catch (error) {
      // What never becomes a request, such as an event of another source.
      return plain(failed(asError(error), log));
    }
  };
}

function methodOf(event: HttpEvent): string {
  return "httpMethod" in event ? event.httpMethod : event.requestContext.http.method;
}

/** A GET or HEAD with a body cannot become a `Request`; its body means nothing (RFC 9110, 9.3.1) and is dropped. */
function withoutReadBody(event: HttpEvent): HttpEvent {
  if (!["GET", "HEAD"].includes(methodOf(event).toUpperCase())) return event;
  if ("httpMethod" in event) return { ...event, body: null };
  const { body: _dropped, ...rest } = event;
  return rest;
}

function toResponse({ status, body, headers }: Reply): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}

function failed(error: Error, log: Log): Reply {
  log.error("the request failed", error);
  return refusal(500, "internal", "the request failed; its x-request-id finds it in the log");
}
