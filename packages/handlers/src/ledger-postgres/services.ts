import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Log } from "../common/log.ts";
import { readTextRecord } from "../common/text-record.ts";
import type { Cluster } from "../database/open.ts";
import { createSessions } from "../session/logic.ts";
import { createSessionStore } from "../session/store.ts";
import { createDocuments } from "../transaction/document-logic.ts";
import { createS3DocumentStore } from "../transaction/document-store.ts";
import { createFence } from "../transaction/fence.ts";
import { createHealth } from "../transaction/health.ts";
import { createTransactions } from "../transaction/logic.ts";
import { readMarket, requireWritable } from "../transaction/market.ts";
import { createPostgresReads, createPostgresStore } from "../transaction/postgres-store.ts";
import { createRegionStateStore } from "../transaction/region-state.ts";
import { createRoleLookup } from "../transaction/role.ts";
import type { Services } from "../transaction/route-table.ts";
import type { LedgerSettings } from "./env.ts";

/** The ledger of one region over its own PostgreSQL cluster, its control table and its bucket. */
export function createServices(settings: LedgerSettings, { writer, reader }: Cluster, log: Log): Services {
  const { region, service, environment, sessionsTable } = settings;
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

  const now = () => Date.now();
  const fence = createFence({
    states: createRegionStateStore(items, settings.controlTable, region),
    // What takes no writes has nothing to fence: it tells what the table says, which the service keeps up with DNS.
    lookUpRole:
      settings.serves === "health"
        ? async () => undefined
        : createRoleLookup({ record: settings.roleRecord, readText: readTextRecord, now, log }),
    role: settings.role,
    startsFenced: settings.startsFenced,
    now,
    log,
  });
  const health = createHealth({
    fence,
    probeWorkload: async () => void (await reader.query({ text: "SELECT 1 FROM transactions LIMIT 1", values: [] })),
    probeWrites: () => requireWritable(writer),
    readMarket: () => readMarket(reader),
    now,
    log,
    identity: { service, environment, region },
  });
  if (settings.serves === "health") return { health };

  const store = createPostgresStore(writer);
  const reads = createPostgresReads({ reader, writer: store, fence, log });
  const documents = createS3DocumentStore(objects, settings.documentsBucket);
  return {
    transactions: createTransactions({ store, reads, fence, region, now, log }),
    documents: createDocuments({ documents, ledger: store, fence, region, now, log }),
    ...(sessionsTable === undefined
      ? {}
      : { sessions: createSessions({ store: createSessionStore(items, sessionsTable), fence, region, now, log }) }),
    health,
  };
}
