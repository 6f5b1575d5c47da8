import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import * as z from "zod";
import { errorPage } from "./answers.ts";
import type { BalancerAnswer } from "./answers.ts";
import { forwardedHeaders, splitTarget } from "./forwarded-request.ts";
import type { BalancerRequest } from "./forwarded-request.ts";
import type { Listener } from "./model.ts";

/**
 * The most that a balancer sends to a function as a body, and takes from it as JSON, in bytes. Source: Application Load
 * Balancers guide, "Use Lambda functions as targets".
 */
const limit = 1_048_576;

/** What a function gets of a request, as the same guide shows it. */
export interface FunctionEvent {
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  readonly httpMethod: string;
  readonly path: string;
  /** Not decoded; of a name that comes twice, the last value. */
  readonly queryStringParameters: Readonly<Record<string, string>>;
  /** Names in lower case; of a name that comes twice, the last value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Bodies of these types arrive as text, all others in base64. */
const textTypes = /^(?:text\/|application\/(?:json|javascript|xml)(?:$|[ ;]))/i;

export function functionEvent(request: BalancerRequest, listener: Listener, targetGroupArn: string): FunctionEvent {
  const { path, query } = splitTarget(request.target);
  const headers = Object.fromEntries(
    forwardedHeaders(request, listener).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const isText = headers["content-encoding"] === undefined && textTypes.test(headers["content-type"] ?? "");
  const isBase64Encoded = request.body.length > 0 && !isText;
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: request.method,
    path,
    queryStringParameters: Object.fromEntries(
      query.split("&").flatMap((pair) => {
        const [name = "", ...value] = pair.split("=");
        return pair === "" ? [] : [[name, value.join("=")]];
      }),
    ),
    headers,
    body: request.body.toString(isBase64Encoded ? "base64" : "utf8"),
    isBase64Encoded,
  };
}

/** What a health check sends to a function. */
export function healthEvent(path: string, targetGroupArn: string): FunctionEvent {
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: "GET",
    path,
    queryStringParameters: {},
    headers: { "user-agent": "ELB-HealthChecker/2.0" },
    body: "",
    isBase64Encoded: false,
  };
}

/** Asks a function. What it answers in another form than a balancer's, or by failing, is 502. */
export async function askFunction(
  client: LambdaClient,
  functionArn: string,
  event: FunctionEvent,
  signal?: AbortSignal,
): Promise<BalancerAnswer> {
  const length = Buffer.byteLength(event.body, event.isBase64Encoded ? "base64" : "utf8");
  if (length > limit) return errorPage(413);
  try {
    const command = new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) });
    const { FunctionError, Payload } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    if (FunctionError !== undefined || Payload === undefined || Payload.length > limit) return errorPage(502);
    return functionAnswer(Payload.transformToString());
  } catch (error) {
    if (signal?.aborted === true) throw error;
    // It is not there, or has as many requests under way as it may have.
    return errorPage(502);
  }
}

const answerSchema = z.object({
  statusCode: z.int().min(100).max(599),
  statusDescription: z.optional(z.string()),
  headers: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});

/** A function's answer as the client gets it. @param json what the function has returned */
export function functionAnswer(json: string): BalancerAnswer {
  const parsed = answerSchema.safeParse(parseJson(json));
  if (!parsed.success) return errorPage(502);
  const { statusCode: status, statusDescription, headers = {}, body = "", isBase64Encoded } = parsed.data;
  return {
    status,
    // `200 OK`: the words alone go into the status line.
    statusText: statusDescription?.replace(/^\d{3} /, ""),
    headers: Object.fromEntries(
      Object.entries({ "content-type": "application/octet-stream", ...lowerCase(headers) }).filter(
        ([name]) => name !== "content-length" && name !== "transfer-encoding" && name !== "connection",
      ),
    ),
    body: Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8"),
  };
}

function lowerCase(headers: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
