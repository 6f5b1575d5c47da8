import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { createObjects } from "./s3-objects.ts";

type Attributes = Record<string, { S?: string; N?: string; BOOL?: boolean }>;
type Answer = [status: number, body: unknown];
interface DynamoRequest {
  TableName: string;
  Item: Attributes;
  Key: Attributes;
  ConditionExpression?: string;
  ExpressionAttributeValues: Attributes;
}

/**
 * The actions of DynamoDB and S3 that the handler uses, over HTTP on loopback, for tests of the built bundle.
 * Any other action is refused.
 */
export async function startAwsServer() {
  const tables = new Map<string, Map<string, Attributes>>();
  const actions: string[] = [];
  const { objects, serveObject } = createObjects();
  const mode = { silent: false };
  let meeting = { missing: 0, ...Promise.withResolvers<void>() };
  const tableOf = (name: string) => {
    const table = tables.get(name) ?? new Map<string, Attributes>();
    tables.set(name, table);
    return table;
  };
  const keyOf = ({ pk, sk }: Attributes) => `${pk?.S ?? ""} ${sk?.S ?? ""}`;

  const perform: Record<string, (table: Map<string, Attributes>, request: DynamoRequest) => Answer> = {
    GetItem: (table, { Key }) => {
      const item = table.get(keyOf(Key));
      return [200, item === undefined ? {} : { Item: item }];
    },
    Query: (table, { ExpressionAttributeValues: values }) => {
      const found = [...table]
        .filter(([key]) => key.startsWith(`${values[":pk"]?.S ?? ""} `))
        .toSorted(([left], [right]) => (left < right ? 1 : -1));
      return [200, { Items: found.map(([, item]) => item) }];
    },
    PutItem: (table, { Item, ConditionExpression }) => {
      const key = keyOf(Item);
      if (ConditionExpression === "attribute_not_exists(pk)" && table.has(key)) {
        return [400, { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" }];
      }
      table.set(key, Item);
      return [200, {}];
    },
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const target = request.headers["x-amz-target"];
    const bytes = await buffer(request);
    if (target === undefined) {
      actions.push(serveObject(request, bytes, response));
      return;
    }
    const action = String(target).split(".")[1] ?? "";
    actions.push(`dynamodb:${action}`);
    const body = JSON.parse(bytes.toString()) as DynamoRequest;
    if (mode.silent) return;
    if (action === "Query" && meeting.missing > 0) {
      meeting.missing -= 1;
      if (meeting.missing === 0) meeting.resolve();
      await meeting.promise;
    }
    const refused: Answer = [400, { __type: "com.amazon.coral.service#UnknownOperationException" }];
    const [status, reply] = perform[action]?.(tableOf(body.TableName), body) ?? refused;
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(reply));
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    tables,
    /** Objects by `/<bucket>/<key>`. */
    objects,
    /** The IAM action of each request so far. */
    actions,
    /** A silent server takes requests and never answers. */
    mode,
    /** Holds the next queries back until this many have come, so that their senders race for the put. */
    meet: (queries: number) => {
      meeting = { missing: queries, ...Promise.withResolvers<void>() };
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
