import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/**
 * How replication gets on between two regions: it flows; it stands still, while both sides believe in their connection; or
 * there is no way from one to the other.
 */
export type Passage = "open" | "stalled" | "cut";

/** The way over which a standby fetches what the writer has written. */
export interface ReplicationLink {
  /** Where the standby connects, on 127.0.0.1. */
  readonly port: number;
  /** Holds for what is connected too. */
  setPassage(passage: Passage): void;
  close(): Promise<void>;
}

/** @param writerPort The port of the database that is the writer now; undefined while there is none. */
export async function startLink(writerPort: () => number | undefined): Promise<ReplicationLink> {
  let passage: Passage = "open";
  /** By the standby's end, the writer's; as long as the standby's is there. */
  const connections = new Map<Socket, Socket>();
  const server = createServer((standby) => {
    const port = writerPort();
    if (passage === "cut" || port === undefined) return void standby.resetAndDestroy();
    const writer = connect(port, "127.0.0.1");
    connections.set(standby, writer);
    standby.once("close", () => connections.delete(standby));
    for (const [from, to] of [
      [standby, writer],
      [writer, standby],
    ] as const) {
      from.on("error", () => undefined);
      // Not when the other side has closed too: one that is paused would never see that.
      from.once("close", (hadError) => {
        if (hadError) to.destroy();
        else to.destroySoon();
      });
      from.setNoDelay();
      from.on("data", (chunk) => {
        if (to.destroyed || to.write(chunk)) return;
        from.pause();
        to.once("drain", () => {
          if (from === standby || passage !== "stalled") from.resume();
        });
      });
    }
    if (passage === "stalled") writer.pause();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    setPassage(next) {
      passage = next;
      for (const [standby, writer] of connections) {
        if (passage === "cut") {
          standby.resetAndDestroy();
          writer.resetAndDestroy();
        } else if (passage === "stalled") writer.pause();
        else writer.resume();
      }
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const [standby, writer] of connections) {
        standby.destroy();
        writer.destroy();
      }
      await closed;
    },
  };
}
