import { Logger } from "@aws-lambda-powertools/logger";
import { heartbeatMetrics } from "@tandem/config/heartbeat";
import type { Context } from "aws-lambda";
import { writeHeartbeatRow } from "../database/heartbeat-row.ts";
import { openCluster } from "../database/open.ts";
import { writeHeartbeats } from "../heartbeat/logic.ts";
import { heartbeatPorts } from "../heartbeat/ports.ts";
import { readEnvironment } from "./env.ts";

const { service, environment, logLevel, database, ...settings } = readEnvironment(process.env);
const { region } = settings;
const logger = new Logger({ serviceName: service, logLevel, persistentKeys: { environment, region } });
const { ports, count } = heartbeatPorts(settings, logger);
const { writer } = openCluster(database, { region, application: service, max: 1, log: logger });
const withDatabase = {
  ...ports,
  database: {
    writeRow: () => writeHeartbeatRow(writer, region),
    count: (result: "written" | "failed") => count(heartbeatMetrics.databaseHeartbeats, result === "written" ? 1 : 0),
  },
};

/** The function `heartbeat` of a profile with a database: it runs in the region's VPC. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  await writeHeartbeats(withDatabase, {
    invocationId: context.awsRequestId,
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
};
