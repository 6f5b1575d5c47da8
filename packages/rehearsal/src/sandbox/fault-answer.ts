import { STATUS_CODES } from "node:http";
import type { WholeAnswer } from "./forward.ts";
import type { RequestHead } from "./request-scope.ts";

/** How a service fails as a whole, in its own protocol, so that an SDK understands it. */
export function failure({ headers }: RequestHead, service: string | undefined, status: number): WholeAnswer {
  const message = STATUS_CODES[status] ?? "Failure";
  const code = message.replaceAll(/[^A-Za-z]/g, "");
  const contentType = [headers["content-type"] ?? ""].flat()[0] ?? "";
  const answer = (type: string, body: string | Buffer, more: Readonly<Record<string, string>> = {}) => ({
    status,
    headers: { "content-type": type, ...more },
    body: Buffer.from(body),
  });
  if (contentType.startsWith("application/cbor")) {
    // An empty map.
    return answer("application/cbor", Buffer.from([0xa0]), { "smithy-protocol": "rpc-v2-cbor" });
  }
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  if (service === "s3") return answer("application/xml", `<Error>${error}</Error>`);
  // REST with XML, or the Query protocol, which sends forms.
  if (service === "route53" || contentType.startsWith("application/x-www-form-urlencoded")) {
    return answer("text/xml", `<ErrorResponse><Error><Type>Receiver</Type>${error}</Error></ErrorResponse>`);
  }
  return answer("application/json", JSON.stringify({ __type: code, message }));
}
