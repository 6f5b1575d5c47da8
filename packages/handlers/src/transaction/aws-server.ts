import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { createObjects } from "./s3-objects.ts";

type Attributes = Record<string, { S?: string; N?: string; BOOL?: boolean; M?: Attributes }>;
type Answer = [status: number, body: unknown];
interface DynamoRequest {
  TableName: string;
  Item: Attributes;
  Key: Attributes;
  ConditionExpression?: string;
  UpdateExpression: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues: Attributes;
}

/**
 * The actions of DynamoDB, S3, SNS and Secrets Manager that handlers use, over HTTP on loopback, for tests of built bundles. Any other
 * action is refused. An update takes no notice of its condition.
 */
export async function startAwsServer() {
  const tables = new Map<string, Map<string, Attributes>>();
  const actions: string[] = [];
  const messages: URLSearchParams[] = [];
  const secrets = new Map<string, string>();
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
    UpdateItem: (table, request) => {
      const item = { ...request.Key, ...table.get(keyOf(request.Key)) };
      const [set = "", remove = ""] = request.UpdateExpression.replace(/^SET /, "").split(" REMOVE ");
      for (const removed of remove.split(", ")) delete item[removed];
      for (const clause of set.split(/, (?=[#a-z]\w* = )/)) {
        const [name = "", value = ""] = clause.split(" = ");
        const attribute = request.ExpressionAttributeNames?.[name] ?? name;
        const [, fallback] = /^if_not_exists\(.*, (:\w+)\)$/.exec(value) ?? [];
        if (fallback !== undefined && attribute in item) continue;
        item[attribute] = request.ExpressionAttributeValues[fallback ?? value] ?? {};
      }
      table.set(keyOf(request.Key), item);
      return [200, { Attributes: item }];
    },
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const target = request.headers["x-amz-target"];
    const bytes = await buffer(request);
    if (request.headers["content-type"] === "application/x-www-form-urlencoded") {
      const message = new URLSearchParams(bytes.toString());
      messages.push(message);
      actions.push(`sns:${message.get("Action")}`);
      response.end("<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>");
      return;
    }
    if (target === undefined) {
      actions.push(serveObject(request, bytes, response));
      return;
    }
    const action = String(target).split(".")[1] ?? "";
    if (action === "GetSecretValue") {
      actions.push(`secretsmanager:${action}`);
      const { SecretId } = JSON.parse(bytes.toString()) as { readonly SecretId: string };
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ SecretString: secrets.get(SecretId) }));
      return;
    }
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
    /** What Secrets Manager keeps, by ARN. */
    secrets,
    /** What SNS was asked to publish. */
    messages,
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
