import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { s3Store } from "./s3-store.ts";

let server: Server;
afterEach(() => {
  server.close();
});

/** A store on a service that answers like this. */
async function storeOn(answer: RequestListener) {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  return s3Store(`s3://states?region=us-east-1&use_path_style=true&endpoint=http://127.0.0.1:${port}`, credentials);
}

const refusal = (code: string) => `<Error><Code>${code}</Code><Message>no</Message></Error>`;

/** Answers the first write with 500, the second with 412, and reads with this text. */
function losingTheAnswer(text: string): RequestListener {
  let writes = 0;
  return (request, response) => {
    request.resume();
    if (request.method === "GET") response.setHeader("etag", '"r1"').end(text);
    else if (++writes === 1) response.writeHead(500).end();
    else response.writeHead(412).end(refusal("PreconditionFailed"));
  };
}

it("knows its own write again when only the answer was lost", async () => {
  const store = await storeOn(losingTheAnswer("mine"));
  expect(await store.write("live/lock.json", "mine", undefined)).toBe('"r1"');
});

it("does not take another's write for its own", async () => {
  const store = await storeOn(losingTheAnswer("theirs"));
  expect(await store.write("live/lock.json", "mine", undefined)).toBe(undefined);
});

it("is refused when two write at the same moment", async () => {
  const store = await storeOn((request, response) => {
    request.resume();
    response.writeHead(409).end(refusal("ConditionalRequestConflict"));
  });
  expect(await store.write("live/lock.json", "mine", '"r0"')).toBe(undefined);
});

it("takes no other failure for an answer", async () => {
  const store = await storeOn((request, response) => {
    request.resume();
    response.writeHead(403).end(refusal("AccessDenied"));
  });
  await expect(store.read("live/lock.json")).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(store.write("live/lock.json", "mine", undefined)).rejects.toMatchObject({ name: "AccessDenied" });
});

it("names the bucket that is not there", async () => {
  const store = await storeOn((request, response) => {
    request.resume();
    response.writeHead(404).end(refusal("NoSuchBucket"));
  });
  const missing = { code: "backend-missing", message: expect.stringContaining("the bucket states of") as string };
  await expect(store.read("live/lock.json")).rejects.toMatchObject(missing);
  await expect(store.write("live/lock.json", "mine", undefined)).rejects.toMatchObject(missing);
});
