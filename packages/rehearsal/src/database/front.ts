import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { longestGreeting, parseGreeting } from "./greeting.ts";
import type { Destination } from "./greeting.ts";

/** The one way from the rehearsal's processes to its databases. */
export interface DatabaseFront {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** Resets the connections that are meant. */
  reset(isMeant: (destination: Destination) => boolean): void;
  close(): Promise<void>;
}

/**
 * Takes connections on loopback, each of which says first where it is meant to go ({@link parseGreeting}).
 * @param route The port on 127.0.0.1 to which one is passed on; undefined resets it.
 */
export async function startFront(
  route: (destination: Destination) => Promise<number | undefined>,
): Promise<DatabaseFront> {
  const connections = new Map<Socket, { readonly destination: Destination; readonly onward?: Socket }>();

  async function take(client: Socket): Promise<void> {
    const { line, rest } = await firstLine(client);
    const destination = parseGreeting(line);
    if (destination === undefined) return void client.resetAndDestroy();
    connections.set(client, { destination });
    client.once("close", () => connections.delete(client));
    const port = await route(destination);
    if (port === undefined || client.destroyed) return void client.resetAndDestroy();
    const onward = connect(port, "127.0.0.1");
    connections.set(client, { destination, onward });
    onward.setNoDelay();
    client.setNoDelay();
    for (const [from, to] of [
      [client, onward],
      [onward, client],
    ] as const) {
      from.on("error", () => undefined);
      from.once("close", (hadError) => {
        if (hadError) to.resetAndDestroy();
        else to.end();
      });
    }
    onward.write(rest);
    client.pipe(onward, { end: false });
    onward.pipe(client, { end: false });
  }

  /** Also those that have not said yet where they are meant to go. */
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    client.on("error", () => undefined);
    take(client).catch(() => client.resetAndDestroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    reset(isMeant) {
      for (const [client, { destination, onward }] of connections) {
        if (!isMeant(destination)) continue;
        client.resetAndDestroy();
        onward?.resetAndDestroy();
      }
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const { onward } of connections.values()) onward?.destroy();
      for (const client of clients) client.destroy();
      await closed;
    },
  };
}

/** Reads as far as the end of the first line, and leaves the socket paused. */
function firstLine(socket: Socket): Promise<{ readonly line: string; readonly rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0);
    const done = (): void => {
      socket.off("data", take).off("close", lost);
      socket.pause();
    };
    const lost = (): void => reject(new Error("the client has gone"));
    const take = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf("\n");
      if (end === -1 && read.length < longestGreeting) return;
      done();
      if (end === -1) reject(new Error("no greeting"));
      else resolve({ line: read.subarray(0, end).toString("latin1"), rest: read.subarray(end + 1) });
    };
    socket.on("data", take).once("close", lost);
  });
}
