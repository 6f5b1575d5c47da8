import { Logger } from "@aws-lambda-powertools/logger";
import { RDSClient } from "@aws-sdk/client-rds";
import type { Context } from "aws-lambda";
import { readEnvironment } from "../controller/env.ts";
import { reach } from "../controller/places.ts";
import { createWatch } from "../controller/serve.ts";
import { computeClients, createCompute } from "./compute.ts";
import { createControlSources } from "./control-sources.ts";
import { createDatabaseCalls } from "./database-calls.ts";
import { createDatabaseSources } from "./database-sources.ts";

const settings = readEnvironment(process.env);
const persistentKeys = { environment: settings.environment, region: settings.standby.region };
const log = new Logger({ serviceName: settings.service, logLevel: settings.logLevel, persistentKeys });

// One attempt of at most 500 + 2,000 ms, within `failover.callMs`: a call that moves a database is never repeated unread.
const databaseClient = (region: string) =>
  new RDSClient({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2000, throwOnRequestTimeout: true },
  });

const places = reach(settings);
const { primary, standby } = settings;
const databases = { primary: databaseClient(primary.region), standby: databaseClient(standby.region) };
const compute = createCompute({ primary: computeClients(primary.region), standby: computeClients(standby.region) });
const extension = {
  database: { ...createDatabaseSources(databases), ...createControlSources(places, settings.controlTable) },
  compute: compute.read,
  changeDatabase: createDatabaseCalls(databases),
  scale: compute.scale,
};
const watchOn = createWatch(settings, { places, log, extension });

/** The function `controller` of a profile with a global database, or with compute to grow. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  log.addContext(context);
  await watchOn(context);
};
