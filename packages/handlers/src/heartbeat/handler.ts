import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import { readEnvironment } from "./env.ts";
import { writeHeartbeats } from "./logic.ts";
import { heartbeatPorts } from "./ports.ts";

const { service, environment, logLevel, ...settings } = readEnvironment(process.env);
const persistentKeys = { environment, region: settings.region };
const logger = new Logger({ serviceName: service, logLevel, persistentKeys });
const { ports } = heartbeatPorts(settings, logger);

/** The function `heartbeat`. Its event says nothing: what starts it is the time. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  await writeHeartbeats(ports, {
    invocationId: context.awsRequestId,
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
};
