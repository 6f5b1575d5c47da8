import type { IncomingMessage, ServerResponse } from "node:http";

interface StoredObject {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

const exists = Buffer.from("<Error><Code>PreconditionFailed</Code></Error>");
const missing: StoredObject = { headers: {}, bytes: Buffer.from("<Error><Code>NoSuchKey</Code></Error>") };

/** The S3 actions that the handler uses, path-style, for tests of the built bundle. */
export function createObjects() {
  const objects = new Map<string, StoredObject>();

  const list = (bucket: string, prefix: string): StoredObject => {
    const keys = [...objects.keys()].filter((path) => path.startsWith(`${bucket}/${prefix}`));
    const contents = keys.map((path) => `<Contents><Key>${path.slice(bucket.length + 1)}</Key></Contents>`);
    return { headers: {}, bytes: Buffer.from(`<ListBucketResult>${contents.join("")}</ListBucketResult>`) };
  };

  /** @returns the IAM action of the request */
  const serveObject = (request: IncomingMessage, bytes: Buffer, response: ServerResponse): string => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://s3");
    const found = objects.get(pathname);
    const answer = (status: number, object: StoredObject) => {
      response.writeHead(status, { ...object.headers, "content-length": object.bytes.byteLength });
      response.end(request.method === "HEAD" ? undefined : object.bytes);
    };
    if (searchParams.get("list-type") === "2") {
      answer(200, list(pathname.replace(/\/$/, ""), searchParams.get("prefix") ?? ""));
      return "s3:ListBucket";
    }
    if (request.method === "PUT") {
      const refused = request.headers["if-none-match"] === "*" && found !== undefined;
      objects.set(pathname, refused ? found : { headers: keptHeaders(request), bytes });
      answer(refused ? 412 : 200, { headers: {}, bytes: refused ? exists : Buffer.alloc(0) });
      return "s3:PutObject";
    }
    answer(found === undefined ? 404 : 200, found ?? missing);
    return request.method === "GET" || request.method === "HEAD" ? "s3:GetObject" : `s3:${request.method}`;
  };
  return { objects, serveObject };
}

/** The content type, and the metadata that S3 gives back as it came. */
function keptHeaders({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name === "content-type" || name.startsWith("x-amz-meta-"));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
