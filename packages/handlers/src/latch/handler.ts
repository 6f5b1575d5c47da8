import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, APIGatewayProxyResult, Context } from "aws-lambda";
import { readEnvironment } from "./env.ts";
import { readLatchItem } from "./latch-item.ts";
import { createLatch } from "./logic.ts";

const { region, service, environment, logLevel, stateTable } = readEnvironment(process.env);
const logger = new Logger({ serviceName: service, logLevel, persistentKeys: { environment, region } });

// Two attempts of at most 300 + 700 ms, which the reading's own time-out cuts off.
const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 300, requestTimeout: 700, throwOnRequestTimeout: true },
  }),
);
const answer = createLatch({
  environment,
  readLatch: async (signal) => (await readLatchItem(client, stateTable, signal))?.set === true,
  now: () => Date.now(),
  log: logger,
});

/** The function `latch`, behind a function URL or a REST API. */
export const handler = async (
  event: APIGatewayProxyEventV2 | APIGatewayProxyEvent,
  context: Context,
): Promise<APIGatewayProxyResult> => {
  logger.addContext(context);
  const [method, path] =
    "rawPath" in event ? [event.requestContext.http.method, event.rawPath] : [event.httpMethod, event.path];
  const { status, body } = await answer(method, path);
  return { statusCode: status, headers: { "content-type": "text/plain", "cache-control": "no-store" }, body };
};
