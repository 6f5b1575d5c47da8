import { AsyncLocalStorage } from "node:async_hooks";
import type { Log } from "../common/log.ts";

/** As much of a Powertools logger as is used. */
export interface LineLogger {
  readonly debug: (message: string, fields: Fields) => void;
  readonly info: (message: string, fields: Fields) => void;
  readonly warn: (message: string, fields: Fields) => void;
  readonly error: (message: string, fields: Fields) => void;
}
type Fields = Readonly<Record<string, unknown>>;

export interface RequestLog extends Log {
  /** Runs something whose lines all carry a request's id. */
  readonly during: <Result>(requestId: string, run: () => Result) => Result;
}

/**
 * A log for a process that serves requests at the same time: each line carries the id of the request that it is of, as
 * Lambda's logger does by itself for the one request that it has.
 */
export function createRequestLog(logger: LineLogger): RequestLog {
  const current = new AsyncLocalStorage<string>();
  const fields = (): Fields => {
    const requestId = current.getStore();
    return requestId === undefined ? {} : { request_id: requestId };
  };
  return {
    debug: (message) => logger.debug(message, fields()),
    info: (message, more) => logger.info(message, { ...more, ...fields() }),
    warn: (message, error) => logger.warn(message, { error, ...fields() }),
    error: (message, error) => logger.error(message, { error, ...fields() }),
    during: (requestId, run) => current.run(requestId, run),
  };
}
