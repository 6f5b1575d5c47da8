import { Logger } from "@aws-lambda-powertools/logger";
import { openCluster } from "../database/open.ts";
import { withinBudget } from "../database/request-budget.ts";
import { createHttpHandler } from "../transaction/routes.ts";
import type { HttpHandler } from "../transaction/routes.ts";
import { readEnvironment } from "./env.ts";
import { createServices } from "./services.ts";

const settings = readEnvironment(process.env);
const { region, service, environment, logLevel } = settings;
const logger = new Logger({ serviceName: service, logLevel, persistentKeys: { environment, region } });
// A function serves one request at a time; a document's needs two statements at once.
const cluster = openCluster(settings.database, { region, application: service, max: 2, log: logger });
const serve = createHttpHandler({ ...createServices(settings, cluster, logger), log: logger });

/** The functions `transaction` and `health` of a profile whose ledger is in PostgreSQL. */
export const handler: HttpHandler = (event, context) => {
  logger.addContext(context);
  return withinBudget(() => serve(event, context));
};
