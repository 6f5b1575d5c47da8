import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { forwardWhole, sendWhole } from "../sandbox/forward.ts";
import type { WholeAnswer } from "../sandbox/forward.ts";
import type { Observation } from "./health.ts";
import type { Resolver } from "./resolver.ts";

/** Answers one request to Route 53's control plane. */
export type Route53Requests = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Passes Route 53's requests on to the emulator, which decides whether they are allowed, and keeps the resolver up to
 * date: a change is answered once the name server has it. GetHealthCheckStatus, which MiniStack 1.5.33 does not know, is
 * answered from what the checkers saw; the lists in health checks' settings, which it loses, are put back.
 * @param emulator `http://127.0.0.1:<port>`
 */
export function route53Requests(emulator: string, resolver: Resolver): Route53Requests {
  return async (request, response) => {
    const { method = "GET", url = "/" } = request;
    const body = await buffer(request);
    const answer = await forwardWhole(emulator, { method, url, headers: request.headers, body });
    const path = /^\/2013-04-01\/(?<kind>hostedzone|healthcheck)(?:\/(?<id>[^/?]+)(?<rest>\/[^?]*)?)?(?:\?|$)/.exec(
      url,
    );
    const { kind, id, rest } = path?.groups ?? {};
    if (kind === "healthcheck" && rest === "/status" && isUnknownThere(answer)) {
      const observations = resolver.observations(id ?? "");
      const known = observations === undefined ? noStatus : { ...statusHead, body: statusBody(observations) };
      sendWhole(response, known);
      return;
    }
    if (kind !== undefined && method !== "GET" && answer.status < 300) {
      const made = kind === "healthcheck" && method === "POST" ? (id ?? idIn(answer.body.toString())) : undefined;
      if (made !== undefined) resolver.lists.keep(made, body.toString());
      await resolver.reload();
    }
    const tellsChecks = kind === "healthcheck" && answer.status < 300;
    sendWhole(response, tellsChecks ? withLists(answer, resolver) : answer);
  };
}

/** Whether the emulator let a request pass and then did not know the operation. */
function isUnknownThere({ status, body }: WholeAnswer): boolean {
  return status === 400 && body.includes("Unknown Route53 endpoint");
}

function withLists(answer: WholeAnswer, { lists }: Resolver): WholeAnswer {
  return { ...answer, body: Buffer.from(lists.restore(answer.body.toString())) };
}

function idIn(body: string): string | undefined {
  return /<Id>(?<id>[^<]+)<\/Id>/.exec(body)?.groups?.["id"];
}

const statusHead = { status: 200, headers: { "content-type": "text/xml" } } as const;
const namespace = "https://route53.amazonaws.com/doc/2013-04-01/";

/** Of a calculated check the operation tells nothing; nor, of course, of one that is not there. */
const noStatus: WholeAnswer = {
  status: 404,
  headers: { "content-type": "text/xml" },
  body: Buffer.from(
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>NoSuchHealthCheck</Code>` +
      `<Message>No health check of an endpoint exists with the specified ID</Message></Error></ErrorResponse>`,
  ),
};

function statusBody(observations: readonly Observation[]): Buffer {
  const items = observations.map(
    ({ region, checkedAt, status }) =>
      `<HealthCheckObservation><Region>${region}</Region><StatusReport><Status>${escaped(status)}</Status>` +
      `<CheckedTime>${checkedAt.toISOString()}</CheckedTime></StatusReport></HealthCheckObservation>`,
  );
  return Buffer.from(
    `<GetHealthCheckStatusResponse xmlns="${namespace}"><HealthCheckObservations>${items.join("")}` +
      `</HealthCheckObservations></GetHealthCheckStatusResponse>`,
  );
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
