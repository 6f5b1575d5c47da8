import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { proxyFetch } from "httpxy";
import type { Observation } from "./health.ts";
import type { Resolver } from "./resolver.ts";

/** Answers one request to Route 53's control plane. */
export type Route53Requests = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Passes Route 53's requests on to the emulator, which decides whether they are allowed, and keeps the resolver up to
 * date: a change is answered once the name server has it. GetHealthCheckStatus, which MiniStack 1.5.33 does not know, is
 * answered from what the checkers saw.
 * @param emulator `http://127.0.0.1:<port>`
 */
export function route53Requests(emulator: string, resolver: Resolver): Route53Requests {
  return async (request, response) => {
    const { method = "GET", url = "/" } = request;
    const body = await buffer(request);
    const answer = await forward(emulator, { method, url, headers: request.headers, body });
    const path = /^\/2013-04-01\/(?<kind>hostedzone|healthcheck)(?:\/(?<id>[^/?]+)(?<rest>\/[^?]*)?)?(?:\?|$)/.exec(
      url,
    );
    const { kind, id, rest } = path?.groups ?? {};
    if (kind === "healthcheck" && rest === "/status" && isUnknownThere(answer)) {
      const observations = resolver.observations(id ?? "");
      send(response, observations === undefined ? noStatus : { ...statusHead, body: statusBody(observations) });
      return;
    }
    if (kind !== undefined && method !== "GET" && answer.status < 300) {
      const made = kind === "healthcheck" && method === "POST" ? (id ?? idIn(answer.body)) : undefined;
      if (made !== undefined) resolver.lists.keep(made, body.toString());
      await resolver.reload();
    }
    send(response, answer);
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Forwarded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

async function forward(emulator: string, { method, url, headers, body }: Forwarded): Promise<Answer> {
  const { connection: _, "transfer-encoding": __, "content-length": ___, ...rest } = headers;
  const sent = Object.entries(rest).flatMap(([name, value]) =>
    [value ?? []].flat().map((item): [string, string] => [name, item]),
  );
  const answer = await proxyFetch(emulator, `${emulator}${url}`, {
    method,
    headers: [...sent, ["x-forwarded-proto", "https"]],
    redirect: "manual",
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const { connection: _, "transfer-encoding": __, "content-length": ___, ...rest } = headers;
  response.writeHead(status, { ...rest, "content-length": Buffer.byteLength(body) }).end(body);
}

/** Whether the emulator let a request pass and then did not know the operation. */
function isUnknownThere({ status, body }: Answer): boolean {
  return status === 400 && body.includes("Unknown Route53 endpoint");
}

function idIn(body: string): string | undefined {
  return /<Id>(?<id>[^<]+)<\/Id>/.exec(body)?.groups?.["id"];
}

const statusHead = { status: 200, headers: { "content-type": "text/xml" } } as const;
const namespace = "https://route53.amazonaws.com/doc/2013-04-01/";

/** Of a calculated check the operation tells nothing; nor, of course, of one that is not there. */
const noStatus: Answer = {
  status: 404,
  headers: { "content-type": "text/xml" },
  body:
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>NoSuchHealthCheck</Code>` +
    `<Message>No health check of an endpoint exists with the specified ID</Message></Error></ErrorResponse>`,
};

function statusBody(observations: readonly Observation[]): string {
  const items = observations.map(
    ({ region, checkedAt, status }) =>
      `<HealthCheckObservation><Region>${region}</Region><StatusReport><Status>${escaped(status)}</Status>` +
      `<CheckedTime>${checkedAt.toISOString()}</CheckedTime></StatusReport></HealthCheckObservation>`,
  );
  return (
    `<GetHealthCheckStatusResponse xmlns="${namespace}"><HealthCheckObservations>${items.join("")}` +
    `</HealthCheckObservations></GetHealthCheckStatusResponse>`
  );
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
