import { Logger } from "@aws-lambda-powertools/logger";
import { openCluster } from "../database/open.ts";
import { createServices } from "../ledger-postgres/services.ts";
import { createHttpHandler } from "../transaction/routes.ts";
import { readEnvironment } from "./env.ts";
import { createRequestLog } from "./request-log.ts";
import { startServer } from "./server.ts";

const settings = readEnvironment(process.env);
const { region, service, environment, logLevel, port } = settings;
const logger = new Logger({ serviceName: service, logLevel, persistentKeys: { environment, region } });
// Nothing is caught by this: the process ends, and systemd starts it again.
process.on("uncaughtExceptionMonitor", (error) => logger.critical("the service fails", error));

const log = createRequestLog(logger);
const cluster = openCluster(settings.database, { region, application: service, max: 10, log });
const handler = createHttpHandler({ ...createServices(settings, cluster, log), log });
const server = await startServer({ handler, port, log });

process.once("SIGTERM", () => {
  const end = async (): Promise<void> => {
    await server.stop();
    await Promise.all([cluster.writer.close(), cluster.reader.close()]);
    log.info("the service has stopped", {});
  };
  void end();
});
