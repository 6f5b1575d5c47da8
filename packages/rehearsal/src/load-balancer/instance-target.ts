import { request as httpRequest } from "node:http";
import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { errorPage, sendAnswer } from "./answers.ts";
import { forwardedHeaders } from "./forwarded-request.ts";
import type { BalancerRequest } from "./forwarded-request.ts";
import type { Listener } from "./model.ts";

/** Headers of a target's answer that hold between the balancer and it alone. */
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "trailer"]);

/**
 * Passes a request on to an instance's process, and its answer back as it comes. 502 where the process refuses or breaks the
 * connection, 504 where it does not begin to answer in time.
 * @param port of 127.0.0.1
 */
export async function forwardToInstance(
  port: number,
  request: BalancerRequest,
  { listener, idleTimeoutSeconds }: { readonly listener: Listener; readonly idleTimeoutSeconds: number },
  response: ServerResponse,
): Promise<void> {
  const headers = forwardedHeaders(request, listener).map(([name, value]) => [name, hostOf(name, value, listener)]);
  const call = httpRequest({
    // No connection is kept: instances come and go, and their ports with them.
    agent: false,
    host: "127.0.0.1",
    port,
    method: request.method,
    path: request.target,
    headers: [...headers.flat(), "content-length", String(request.body.length), "connection", "close"],
  });
  response.once("close", () => call.destroy());
  const answer = await answerTo(call, request.body, idleTimeoutSeconds);
  if (typeof answer === "number") {
    if (!response.destroyed) sendAnswer(response, errorPage(answer));
    return;
  }
  const kept = answer.rawHeaders.flatMap((name, index, raw) =>
    index % 2 === 1 || hopByHop.has(name.toLowerCase()) ? [] : [name, raw[index + 1] ?? ""],
  );
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? "", kept);
  // What breaks off is broken off for the client too: nobody takes it for a whole answer.
  await pipeline(answer, response).catch(() => response.destroy());
}

/** The port of a listener at the protocol's usual one is left out of `Host`, whatever the client wrote. */
function hostOf(name: string, value: string, { port }: Listener): string {
  return name.toLowerCase() === "host" && (port === 80 || port === 443) ? value.replace(/:\d+$/, "") : value;
}

/** The beginning of the answer, or the status of the error page in its place. */
function answerTo(call: ClientRequest, body: Buffer, idleTimeoutSeconds: number): Promise<IncomingMessage | number> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      resolve(504);
      call.destroy();
    }, idleTimeoutSeconds * 1000);
    const settle = (outcome: IncomingMessage | number): void => {
      clearTimeout(late);
      resolve(outcome);
    };
    call.once("response", settle);
    // After the answer has begun, its own stream tells of an error.
    call.on("error", () => settle(502));
    call.end(body);
  });
}

/** Asks an instance's process whether it is well: its status code, or undefined where there is none in time. */
export function askInstance(port: number, path: string, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    const call = httpRequest({
      agent: false,
      host: "127.0.0.1",
      port,
      path,
      signal,
      headers: { "user-agent": "ELB-HealthChecker/2.0", connection: "close" },
    });
    call.once("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on("error", () => resolve(undefined));
    call.end();
  });
}
