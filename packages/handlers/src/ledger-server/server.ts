import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { alivePath } from "@tandem/config/instance";
import { asError } from "../common/errors.ts";
import { withinBudget } from "../database/request-budget.ts";
import type { HttpHandler } from "../transaction/routes.ts";
import { exchange, plain, send } from "./exchange.ts";
import type { RequestLog } from "./request-log.ts";

/** Longer than the balancer keeps its connections, 60 s, which must not use one that is closed at this moment. Milliseconds. */
const keepAliveMs = 75_000;

/** How long a client may take to send a request, in milliseconds. */
const requestMs = 30_000;

/** How long requests that run may take once the process is to end, in milliseconds; systemd waits 30 s. */
const drainMs = 20_000;

export interface LedgerServer {
  readonly port: number;
  /** Takes no further connection, answers what has been asked, and returns when that is done. */
  readonly stop: () => Promise<void>;
}

export interface LedgerServerOptions {
  /** The routes, as Lambda is given them. */
  readonly handler: HttpHandler;
  readonly port: number;
  readonly log: RequestLog;
  /** @default 20 seconds */
  readonly drainMs?: number;
}

/**
 * Serves the routes over HTTP.
 * @throws when the port cannot be listened at
 */
export async function startServer({ handler, port, log, ...options }: LedgerServerOptions): Promise<LedgerServer> {
  const open = new Set<ServerResponse>();
  const server = createServer({ keepAliveTimeout: keepAliveMs, requestTimeout: requestMs }, (request, response) => {
    const requestId = randomUUID();
    open.add(response);
    response.once("close", () => open.delete(response));
    // Of a request that was on its way when the server stopped; its client finds another instance then.
    response.shouldKeepAlive &&= server.listening;
    if (request.url === alivePath) {
      send(response, plain({ status: 200, body: { status: "alive" } }, requestId));
      return;
    }
    log
      .during(requestId, () => withinBudget(() => exchange(handler, requestId, request, response)))
      .catch((error: unknown) => {
        log.error("an answer could not be sent", asError(error));
        response.destroy();
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port }, resolve);
  });
  const { port: listening } = server.address() as AddressInfo;
  log.info("the service listens", { port: listening });
  return {
    port: listening,
    stop: async () => {
      log.info("the service stops", {});
      for (const response of open) response.shouldKeepAlive = false;
      const closed = new Promise((resolve) => server.close(resolve));
      const limit = setTimeout(() => server.closeAllConnections(), options.drainMs ?? drainMs);
      await closed;
      clearTimeout(limit);
    },
  };
}
