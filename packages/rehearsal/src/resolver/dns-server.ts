import { Packet, createServer } from "dns2";
import type { DnsServer } from "dns2";
import getPort from "get-port";
import { answerQuestion } from "./answer.ts";
import type { AnswerContext } from "./answer.ts";
import { messageOf } from "../plugin/errors.ts";

const attempts = 5;

/** A name server on this machine. */
export interface NameServer {
  /** `127.0.0.1:<port>`, over UDP and TCP */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves DNS over UDP and TCP at one loopback port. A port that somebody else takes first is given up for another one.
 * @param context What holds when a question comes.
 * @param pickPort @default a free loopback port
 */
export async function startNameServer(
  context: AnswerContext,
  pickPort: () => Promise<number> = () => getPort({ host: "127.0.0.1" }),
): Promise<NameServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await pickPort();
    const server = createServer({
      udp: true,
      tcp: true,
      handle: (request, send) => {
        // A client that has gone gets no answer.
        send(respond(context, request)).catch(() => undefined);
      },
    });
    try {
      await listen(server, port);
      return { address: `127.0.0.1:${port}`, close: () => server.close() };
    } catch (error) {
      await server.close();
      if (attempt === attempts) throw error;
    }
  }
}

/** The library's own promise does not settle when a port is taken: that is told by an event. */
function listen(server: DnsServer, port: number): Promise<void> {
  const place = { port, address: "127.0.0.1" };
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen({ udp: place, tcp: place }).then(() => resolve(), reject);
  });
}

/** The message that answers a request. What is not modelled, or went wrong, is SERVFAIL, with the reason for who speaks EDNS. */
export function respond(context: AnswerContext, request: Packet): Packet {
  const [question] = request.questions;
  const type = question === undefined ? undefined : Packet.TYPE_NAME[question.type];
  if (question === undefined || request.header.opcode !== 0)
    return refusal(request, Packet.RCODE.NOTIMP, "only queries");
  if (type === undefined || type === "ANY") return refusal(request, Packet.RCODE.NOTIMP, "no such type here");
  try {
    const { rcode, authoritative, answers, authorities } = answerQuestion(context, question.name, type);
    const response = Packet.createResponseFromRequest(request);
    response.header.rcode = rcode;
    response.header.aa = authoritative ? 1 : 0;
    response.answers.push(...answers);
    response.authorities.push(...authorities);
    return response;
  } catch (error) {
    return refusal(request, Packet.RCODE.SERVFAIL, messageOf(error));
  }
}

function refusal(request: Packet, rcode: number, extraText: string): Packet {
  return Packet.createErrorResponseFromRequest(request, rcode, { infoCode: Packet.EDE.OTHER, extraText });
}
