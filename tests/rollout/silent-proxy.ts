import { Agent, createServer, request } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One HTTP call as the proxy sees it. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  /** `x-amz-target`, which names the action of a JSON protocol. */
  readonly target: string;
  readonly body: string;
}

/** A way to an endpoint that can keep an answer to itself. */
export interface SilentProxy {
  readonly endpoint: string;
  /** Lets the next such call through, and never its answer. Resolves once the answer is there. */
  swallow(matches: (call: SeenCall) => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startSilentProxy(behind: string): Promise<SilentProxy> {
  const agent = new Agent({ keepAlive: true, timeout: 30_000 });
  let trap: { readonly matches: (call: SeenCall) => boolean; readonly caught: () => void } | undefined;
  const server = createServer((incoming, response) => {
    const answer = async (): Promise<void> => {
      const body = await buffer(incoming);
      const caught = trap?.matches(seen(incoming, body)) === true ? trap.caught : undefined;
      if (caught !== undefined) trap = undefined;
      const { method, url, headers } = incoming;
      const forwarded = request(`${behind}${url}`, { method, headers, agent }, (answered) => {
        buffer(answered).then((content) => {
          if (caught !== undefined) return caught();
          response.writeHead(answered.statusCode ?? 502, answered.headers).end(content);
        }, fail);
      });
      forwarded.once("error", fail).end(body);
    };
    const fail = (): void => void response.destroy();
    answer().catch(fail);
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    swallow: (matches) =>
      new Promise((caught) => {
        trap = { matches, caught };
      }),
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

function seen({ method = "", url = "", headers }: IncomingMessage, body: Buffer): SeenCall {
  return { method, path: url, target: String(headers["x-amz-target"] ?? ""), body: body.toString() };
}
