import type { IncomingMessage, ServerResponse } from "node:http";

interface StoredObject {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** The S3 actions that the handler uses, path-style, for tests of the built bundle. */
export function createObjects() {
  const objects = new Map<string, StoredObject>();

  /** @returns the IAM action of the request */
  const serveObject = (request: IncomingMessage, bytes: Buffer, response: ServerResponse): string => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://s3");
    if (searchParams.get("list-type") === "2") {
      const bucket = pathname.replace(/\/$/, "");
      const under = `${bucket}/${searchParams.get("prefix") ?? ""}`;
      const keys = [...objects.keys()].filter((path) => path.startsWith(under));
      const contents = keys.map((path) => `<Contents><Key>${path.slice(bucket.length + 1)}</Key></Contents>`);
      response.end(`<?xml version="1.0"?><ListBucketResult>${contents.join("")}</ListBucketResult>`);
      return "s3:ListBucket";
    }
    const found = objects.get(pathname);
    if (request.method === "PUT") {
      if (request.headers["if-none-match"] === "*" && found !== undefined) {
        response.writeHead(412).end("<Error><Code>PreconditionFailed</Code></Error>");
      } else {
        objects.set(pathname, { headers: keptHeaders(request), bytes });
        response.end();
      }
      return "s3:PutObject";
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405).end();
      return `s3:${request.method}`;
    }
    if (found === undefined) {
      response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
    } else {
      response.writeHead(200, { ...found.headers, "content-length": found.bytes.byteLength });
      response.end(request.method === "HEAD" ? undefined : found.bytes);
    }
    return "s3:GetObject";
  };
  return { objects, serveObject };
}

/** The content type, and the metadata that S3 gives back as it came. */
function keptHeaders({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name === "content-type" || name.startsWith("x-amz-meta-"));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
