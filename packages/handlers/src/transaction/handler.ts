import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createDocuments } from "./document-logic.ts";
import { createS3DocumentStore } from "./document-store.ts";
import { readEnvironment } from "./env.ts";
import { createFence } from "./fence.ts";
import { createHealth } from "./health.ts";
import type { Log } from "../common/log.ts";
import { readTextRecord } from "../common/text-record.ts";
import { createTransactions } from "./logic.ts";
import { createRegionStateStore } from "./region-state.ts";
import { createRoleLookup } from "./role.ts";
import { createHttpHandler } from "./routes.ts";
import type { HttpHandler } from "./routes.ts";
import { createDynamoStore } from "./store.ts";

const settings = readEnvironment(process.env);
const { region, service, environment, logLevel } = settings;
const logger = new Logger({ serviceName: service, logLevel, persistentKeys: { environment, region } });

// Two attempts of at most 300 + 700 ms: an answer, or the lack of one, is known well before a caller gives up.
const client = new DynamoDBClient({
  region,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 300, requestTimeout: 700, throwOnRequestTimeout: true },
});
const items = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

// Two attempts of at most 300 + 1,500 ms each, until the answer begins: a document is longer than an item.
const objects = new S3Client({
  region,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 300, requestTimeout: 1500, throwOnRequestTimeout: true },
});

const log: Log = logger;
const now = () => Date.now();
const store = createDynamoStore(items, settings.workloadTable);
const fence = createFence({
  states: createRegionStateStore(items, settings.controlTable, region),
  lookUpRole: createRoleLookup({ record: settings.roleRecord, readText: readTextRecord, now, log }),
  role: settings.role,
  startsFenced: settings.startsFenced,
  now,
  log,
});
const transactions = createTransactions({ store, fence, region, now, log });
const documents = createDocuments({
  documents: createS3DocumentStore(objects, settings.documentsBucket),
  ledger: store,
  fence,
  region,
  now,
  log,
});
const health = createHealth({
  fence,
  probeWorkload: store.probe,
  now,
  log,
  identity: { service, environment, region },
});
const serve = createHttpHandler({ transactions, documents, health, log });

/** The function `transaction`. */
export const handler: HttpHandler = (event, context) => {
  logger.addContext(context);
  return serve(event, context);
};
