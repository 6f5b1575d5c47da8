import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ask } from "./ask.ts";

let server: Server;
afterEach(() => {
  server.close();
});

/** A server that answers every connection with these bytes; undefined: with silence. */
async function answering(bytes: string | undefined): Promise<string> {
  server = createServer((socket) => {
    if (bytes !== undefined) socket.end(bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const never = new AbortController().signal;

test.each([
  ["JSON", 'HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{"a":1}', { a: 1 }],
  ["a refusal", "HTTP/1.1 503 Later\r\ncontent-length: 2\r\n\r\n{}", undefined],
  ["a page", "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>", undefined],
  ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n", undefined],
  ["an end without a word", "", undefined],
])("%s", async (_, bytes, answer) => {
  expect(await ask(await answering(bytes), never)).toEqual(answer);
});

test("nobody", async () => {
  const url = await answering("");
  server.close();
  await once(server, "close");
  expect(await ask(url, never)).toBeUndefined();
});

test("silence ends with the signal", async () => {
  const url = await answering(undefined);
  await expect(ask(url, AbortSignal.timeout(20))).rejects.toMatchObject({ name: "TimeoutError" });
});
