import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
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

/** The function `latch`, behind a function URL. */
export const handler = async (
  { rawPath, requestContext }: APIGatewayProxyEventV2,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> => {
  logger.addContext(context);
  const { status, body } = await answer(requestContext.http.method, rawPath);
  return { statusCode: status, headers: { "content-type": "text/plain", "cache-control": "no-store" }, body };
};
