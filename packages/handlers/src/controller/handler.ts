import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import { readEnvironment } from "./env.ts";
import { reach } from "./places.ts";
import { createWatch } from "./serve.ts";

const settings = readEnvironment(process.env);
const persistentKeys = { environment: settings.environment, region: settings.standby.region };
const log = new Logger({ serviceName: settings.service, logLevel: settings.logLevel, persistentKeys });
const watchOn = createWatch(settings, { places: reach(settings), log });

/** The function `controller`. Its event says nothing: what starts it is the time. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  log.addContext(context);
  await watchOn(context);
};
