import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startLink } from "./link.ts";

/** A writer that takes connections, and a standby that is connected to it by a link. */
async function linked() {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const link = await startLink(() => port);
  const standby = connect({ port: link.port, host: "127.0.0.1", allowHalfOpen: true });
  const [writer] = (await once(server, "connection")) as [Socket];
  for (const socket of [standby, writer]) socket.on("error", () => undefined);
  onTestFinished(() => {
    standby.destroy();
    writer.destroy();
    server.close();
  });
  return { link, standby, writer };
}

test("passes on what either side sends, and what the writer sent last", async () => {
  const { link, standby, writer } = await linked();
  standby.write("from the standby");
  expect(String((await once(writer, "data"))[0])).toBe("from the standby");
  writer.end("the last");
  expect(String((await once(standby, "data"))[0])).toBe("the last");
  await once(standby, "end");
  await link.close();
});

test("keeps what the writer sends while it is stalled", async () => {
  const { link, standby, writer } = await linked();
  link.setPassage("stalled");
  writer.write("late");
  standby.write("there");
  expect(String((await once(writer, "data"))[0])).toBe("there");
  const arrived = once(standby, "data");
  link.setPassage("open");
  expect(String((await arrived)[0])).toBe("late");
  await link.close();
});

test("closes when the writer has gone and the standby goes on talking without reading", async () => {
  const { link, standby, writer } = await linked();
  standby.pause();
  writer.destroy();
  await once(writer, "close");
  const talk = setInterval(() => standby.write("x".repeat(100_000)), 1);
  onTestFinished(() => clearInterval(talk));
  const [error] = (await once(standby, "error")) as [NodeJS.ErrnoException];
  expect(["ECONNRESET", "EPIPE"]).toContain(error.code);
  await link.close();
});

test("closes while it is stalled, and while the standby takes nothing", async () => {
  const { link, standby, writer } = await linked();
  standby.pause();
  writer.write("x".repeat(10_000_000));
  link.setPassage("stalled");
  await link.close();
  expect(standby.destroyed).toBe(false);
});
