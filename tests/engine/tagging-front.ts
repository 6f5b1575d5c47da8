import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A way to the emulator, whose Tagging API names nothing of EC2's. */
export interface TaggingFront {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Answers the Tagging API in its place, as AWS does; everything else goes on to it.
 * @param named what the API names in a region, by ARN
 */
export async function startTaggingFront(
  behind: string,
  named: (region: string) => readonly string[],
): Promise<TaggingFront> {
  const server = createServer((incoming, response) => {
    const answer = async (): Promise<void> => {
      const body = await buffer(incoming);
      const { method, url, headers } = incoming;
      const region = /\/([a-z0-9-]+)\/tagging\//.exec(headers.authorization ?? "")?.[1];
      if (region !== undefined) {
        const ResourceTagMappingList = named(region).map((ResourceARN) => ({ ResourceARN }));
        response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
        response.end(JSON.stringify({ PaginationToken: "", ResourceTagMappingList }));
        return;
      }
      request(`${behind}${url}`, { method, headers }, (answered) => {
        response.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(response);
      })
        .once("error", fail)
        .end(body);
    };
    const fail = (): void => void response.destroy();
    answer().catch(fail);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
