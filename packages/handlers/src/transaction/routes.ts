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
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import type { BytesReply, Reply } from "./reply.ts";
import { internalError, refusalsOf, routesOf } from "./route-table.ts";
import type { Services } from "./route-table.ts";

/** REST API (proxy, format 1.0), function URL (format 2.0) and Application Load Balancer. */
export type HttpEvent = APIGatewayProxyEvent | APIGatewayProxyEventV2 | ALBEvent;
export type HttpResult = APIGatewayProxyResult | APIGatewayProxyStructuredResultV2 | ALBResult;
export type HttpHandler = (event: HttpEvent, context: Context) => Promise<HttpResult>;

export interface HttpPorts extends Services {
  readonly log: Log;
}

/**
 * The routes over HTTP. Every answer is JSON, except a document, and has an `x-request-id`: the id that the log lines of
 * the request carry.
 */
export function createHttpHandler({ log, ...services }: HttpPorts): HttpHandler {
  const routes = routesOf(services);
  const { noRoute, noMethod, notAllowed } = refusalsOf(routes);
  const router = new Router({ logger: log });

  for (const { method, path, run } of routes) {
    router.route(
      async (context) => {
        const { params, event } = context;
        const reply = await run({
          id: params["id"] ?? "",
          contentType: contentTypeOf(event),
          body: () => bytesOf(event),
        });
        // What a document is made of is known here, not by its content type alone, from which the router would tell.
        if ("bytes" in reply) context.isBase64Encoded = true;
        return toResponse(reply);
      },
      { method, path },
    );
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const here = routes.filter((route) => route.path === path);
    const method = Object.values(HttpVerbs).filter((verb) => !here.some((route) => route.method === verb));
    router.route(() => toResponse(notAllowed(here)), { method, path });
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

/** The body as it was sent: the router's own request has taken it for text by then. */
function bytesOf({ body, isBase64Encoded }: Pick<HttpEvent, "body" | "isBase64Encoded">): Uint8Array<ArrayBuffer> {
  return Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
}

/** As it was sent: the router's own request makes one up where there is none. */
function contentTypeOf({ headers }: Pick<HttpEvent, "headers">): string | undefined {
  return Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "content-type")?.[1];
}

function toResponse(reply: Reply | BytesReply): Response {
  const headers = { "cache-control": "no-store", ...reply.headers };
  return "bytes" in reply
    ? new Response(reply.bytes, { status: reply.status, headers })
    : Response.json(reply.body, { status: reply.status, headers });
}

function failed(error: Error, log: Log): Reply {
  log.error("the request failed", error);
  return internalError;
}
