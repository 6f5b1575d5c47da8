import type { Now } from "../common/age.ts";
import type { Log } from "../common/log.ts";
import { admitWrite, answering } from "../transaction/answering.ts";
import type { Fence } from "../transaction/fence.ts";
import { isTransactionId } from "../transaction/payload.ts";
import { refusal } from "../transaction/reply.ts";
import type { Reply } from "../transaction/reply.ts";
import { parseSession } from "./session.ts";
import type { Session, SessionStore } from "./session.ts";

/** How long a session lasts after it was written last, in seconds: a working day. */
const lastsSeconds = 43_200;

export interface SessionPorts {
  readonly store: SessionStore;
  readonly fence: Fence;
  readonly region: string;
  readonly now: Now;
  readonly log: Log;
}

export interface Sessions {
  /** `PUT /sessions/:id`: 200 with the session, 400 or 413 bad body, 503 refused or store away. */
  readonly put: (id: string, body: string) => Promise<Reply>;
  /** `GET /sessions/:id`: 200, 404 none or over, 503 store away. */
  readonly get: (id: string) => Promise<Reply>;
}

/** The sessions of one region's clients. What is written last in the highest epoch counts. */
export function createSessions(ports: SessionPorts): Sessions {
  const { store, region, now } = ports;
  const seconds = () => Math.floor(now() / 1000);
  return {
    put: async (id, body) => {
      if (!isTransactionId(id)) {
        return refusal(400, "invalid", "a session's id must be 1-64 letters, digits, _ and -");
      }
      const parsed = parseSession(body);
      if (!parsed.ok) return refusal(parsed.status, parsed.status === 413 ? "too-large" : "invalid", parsed.message);
      return await answering(ports, async () => {
        const admitted = await admitWrite(ports, id);
        if (!admitted.ok) return admitted.reply;
        const { epoch } = admitted.reading;
        const session = { id, values: parsed.values, region, epoch, expiresAt: seconds() + lastsSeconds };
        await store.write(session);
        return { status: 200, body: view(session) };
      });
    },
    get: async (id) => {
      const none = refusal(404, "not-found", `there is no session ${JSON.stringify(id)}`);
      if (!isTransactionId(id)) return none;
      return await answering(ports, async () => {
        const session = await store.read(id);
        // DynamoDB deletes what is over within days.
        return session === undefined || session.expiresAt <= seconds() ? none : { status: 200, body: view(session) };
      });
    },
  };
}

function view({ id, values, region, epoch, expiresAt }: Session): Reply["body"] {
  return { id, values, region, epoch, expiresAt: new Date(expiresAt * 1000).toISOString() };
}
