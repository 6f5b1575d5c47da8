import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import type { Credentials, DatabaseUser } from "./credentials.ts";
import { failureOf } from "./failure.ts";
import { remainingMs } from "./request-budget.ts";

/** How long it may take to connect, in milliseconds, with DNS, TLS and the password; and to wait for a free connection. */
export const connectMs = 1000;

/** How long the server works on a statement at most, in milliseconds. */
export const statementMs = 1500;

/** One attempt at its worst. */
const attemptMs = connectMs + statementMs;

export interface Statement {
  readonly text: string;
  /** Without any, `text` may hold several statements, which are then one transaction. */
  readonly values?: readonly unknown[];
}

export type Row = Readonly<Record<string, unknown>>;

/** As much of a `pg.Pool` as is used. */
export interface Pool {
  readonly query: (statement: Statement) => Promise<readonly Row[]>;
  /** Ends once its connections are free. */
  readonly end: () => Promise<void>;
}

/** One endpoint of the region's cluster. */
export interface Database {
  /**
   * The rows of a statement. Whatever is sent here may be sent twice, and does no more then: a statement whose connection
   * is lost is tried once more, where the request's budget has room for it.
   * @throws when the database does not answer, or refuses: with SQLSTATE 25006 where it takes no writes
   */
  readonly query: (statement: Statement) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

export interface DatabasePorts {
  readonly openPool: (user: DatabaseUser) => Pool;
  /** The next connection asks anew where the endpoint leads to. */
  readonly forgetAddress: () => void;
  readonly credentials: Credentials;
  readonly log: Log;
}

/**
 * A pool that is dropped and made anew where its connections lead to a server that is gone or takes no writes: an endpoint
 * leads elsewhere after a failover, and only a new connection asks where, once the address of before is forgotten.
 */
export function createDatabase({ openPool, forgetAddress, credentials, log }: DatabasePorts): Database {
  let open: Promise<Pool> | undefined;

  const currentPool = (): Promise<Pool> => (open ??= credentials.read().then(openPool));
  const end = async (pool: Promise<Pool>): Promise<void> => {
    try {
      await (await pool).end();
    } catch (error) {
      log.warn("a pool did not end", asError(error));
    }
  };
  const drop = (pool: Promise<Pool>): void => {
    // Those who were told the same of the same pool leave the new one alone.
    if (open !== pool) return;
    open = undefined;
    forgetAddress();
    void end(pool);
  };
  const attempt = async (statement: Statement): Promise<readonly Row[] | Error> => {
    const pool = currentPool();
    try {
      return await (await pool).query(statement);
    } catch (thrown) {
      const error = asError(thrown);
      const failure = failureOf(error);
      if (failure === "statement") throw error;
      if (failure === "credentials") credentials.forget();
      drop(pool);
      return error;
    }
  };
  return {
    query: async (statement) => {
      const first = await attempt(statement);
      if (!(first instanceof Error)) return first;
      if (remainingMs() < attemptMs) throw first;
      log.warn("the database's connections are made anew", first);
      const second = await attempt(statement);
      if (second instanceof Error) throw second;
      return second;
    },
    close: async () => {
      const pool = open;
      open = undefined;
      if (pool !== undefined) await end(pool);
    },
  };
}
