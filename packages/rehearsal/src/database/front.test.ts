import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startFront } from "./front.ts";
import type { DatabaseFront } from "./front.ts";
import { greeting } from "./greeting.ts";
import type { Destination } from "./greeting.ts";

const destination = { source: "us-east-1", host: "a.cluster-1.us-east-1.rds.amazonaws.com", port: 5432 };
let front: DatabaseFront;
let asked: Destination[];
let port: number | undefined;
const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));

beforeEach(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
  asked = [];
  front = await startFront((wanted) => {
    asked.push(wanted);
    return Promise.resolve(port);
  });
});
afterEach(async () => {
  await front.close();
  server.close();
});

function open(first: string): Socket {
  const socket = connect(Number(front.address.split(":")[1]), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(first);
  return socket;
}
/** How a connection ends. */
async function endOf(socket: Socket): Promise<string> {
  const failed = once(socket, "error").then(([error]) => (error as NodeJS.ErrnoException).code ?? "");
  return Promise.race([failed, once(socket, "end").then(() => "end")]);
}
const echoed = async (socket: Socket): Promise<string> => String(((await once(socket, "data")) as [Buffer])[0]);

test("takes the greeting off, and passes on what follows, at once or later", async () => {
  const socket = open(`${greeting(destination)}first`);
  expect(await echoed(socket)).toBe("first");
  socket.write("second");
  expect(await echoed(socket)).toBe("second");
  expect(asked).toEqual([destination]);
  socket.destroy();
});

test("a greeting may come in pieces", async () => {
  const socket = open("TANDEM us-east-1 a.clus");
  socket.write("ter-1.us-east-1.rds.amazonaws.com 5432\nlater");
  expect(await echoed(socket)).toBe("later");
  socket.destroy();
});

test("resets who has no place to go, who says nothing that it understands, and who talks without an end", async () => {
  port = undefined;
  expect(await endOf(open(greeting(destination)))).toBe("ECONNRESET");
  expect(await endOf(open("GET / HTTP/1.1\n"))).toBe("ECONNRESET");
  expect(await endOf(open("x".repeat(600)))).toBe("ECONNRESET");
  expect(asked).toEqual([destination]);
});

test("resets connections that are meant, and no others", async () => {
  const [one, other] = ["one", "other"].map((source) => open(`${greeting({ ...destination, source })}${source}`));
  expect([await echoed(one!), await echoed(other!)]).toEqual(["one", "other"]);
  const ended = endOf(one!);
  front.reset(({ source }) => source === "one");
  expect(await ended).toBe("ECONNRESET");
  other!.write("still");
  expect(await echoed(other!)).toBe("still");
  other!.destroy();
});

test("closes while somebody has not said yet where he wants to go", async () => {
  const silent = open("TANDEM");
  // Taken in turn: when the second has been answered, the first is there.
  expect(await echoed(open(`${greeting(destination)}later`))).toBe("later");
  const closed = once(silent, "close");
  await front.close();
  await closed;
  front = await startFront(() => Promise.resolve(undefined));
});
