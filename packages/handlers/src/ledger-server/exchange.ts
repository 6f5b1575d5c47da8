import type { IncomingMessage, ServerResponse } from "node:http";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { refusal } from "../transaction/reply.ts";
import type { Reply } from "../transaction/reply.ts";
import type { HttpHandler, HttpResult } from "../transaction/routes.ts";

/** Most bytes of a request's body: as many as Lambda takes, so that an API behind either refuses alike. */
export const maxBodyBytes = 6 * 1024 * 1024;

const tooLarge = refusal(413, "too-large", `a request's body has at most ${maxBodyBytes} bytes`);

/** Takes one request to the routes, as a function URL's event, and their answer back. Never throws. */
export async function exchange(
  handler: HttpHandler,
  requestId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  // A client that went away waits for nothing.
  if (body === "aborted") return;
  if (body === "too-large") {
    // What is left of it is not read.
    response.setHeader("connection", "close");
    send(response, plain(tooLarge, requestId));
    return;
  }
  send(response, await handler(eventOf(request, body), contextOf(requestId)));
}

/** An answer that the routes have no part in. */
export function plain({ status, body }: Reply, requestId: string): HttpResult {
  return {
    statusCode: status,
    headers: { "content-type": "application/json", "cache-control": "no-store", "x-request-id": requestId },
    body: JSON.stringify(body),
  };
}

export function send(response: ServerResponse, { statusCode = 200, headers = {}, body, isBase64Encoded }: HttpResult) {
  const bytes = Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  response.setHeader("content-length", bytes.byteLength);
  response.statusCode = statusCode;
  response.end(bytes);
}

async function readBody(request: IncomingMessage): Promise<Buffer | "too-large" | "aborted"> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > maxBodyBytes) return "too-large";
      chunks.push(chunk);
    }
  } catch {
    return "aborted";
  }
  return Buffer.concat(chunks);
}

/**
 * The request as a function URL would send it. No header but the body's type decides anything: a made-up `Host` or
 * `X-Forwarded-Proto` makes no other address of it.
 */
function eventOf({ method = "GET", url = "/", headers }: IncomingMessage, body: Buffer): APIGatewayProxyEventV2 {
  // Of `OPTIONS *` and of what is meant for a proxy, there is no path.
  const target = url.startsWith("/") ? url : "/";
  const [path = "/", ...query] = target.split("?");
  const contentType = headers["content-type"];
  const host = "service.internal";
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query.join("?"),
    headers: { host, ...(contentType === undefined ? {} : { "content-type": contentType }) },
    requestContext: {
      accountId: "anonymous",
      apiId: "service",
      domainName: host,
      domainPrefix: "service",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "", userAgent: "" },
      requestId: "",
      routeKey: "$default",
      stage: "$default",
      time: "",
      timeEpoch: 0,
    },
    body: body.toString("base64"),
    isBase64Encoded: true,
  };
}

/** Of what Lambda passes beside an event, the routes look at the id alone. */
function contextOf(awsRequestId: string): Context {
  return { awsRequestId } as Context;
}
