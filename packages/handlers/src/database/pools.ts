import { readFileSync } from "node:fs";
import { resolve4 } from "node:dns/promises";
import { Socket } from "node:net";
import { Pool as PgPool } from "pg";
import { connectMs, statementMs } from "./database.ts";
import type { DatabasePorts } from "./database.ts";
import type { DatabaseSettings } from "./env.ts";
import { createLookup } from "./lookup.ts";

/** How long a connection without work is kept, in milliseconds. */
const idleMs = 30_000;

/** How old a connection gets, in seconds: a reader endpoint leads to new instances only those who connect anew. */
const connectionSeconds = 300;

/** Beyond what the server works on a statement, in milliseconds: a server that says nothing at all is given up then. */
const silenceMs = 500;

const { lookup, forget } = createLookup((name) => resolve4(name, { ttl: true }));

/** Connects by addresses that are at most five seconds old, and younger than the last pool that was dropped. */
class FreshSocket extends Socket {
  override connect(...args: unknown[]): this {
    const [port, host] = args;
    return super.connect({ port: Number(port), host: String(host), lookup });
  }
}

export interface PoolOptions {
  readonly endpoint: "writer" | "reader";
  /** Most connections: 2 for a function, which serves one request at a time; 10 for an instance. */
  readonly max: number;
  /** What the database shows of its connections. */
  readonly application: string;
}

/** Pools to an endpoint: over TLS alone, to a server whose certificate is of a known authority and of that name. */
export function poolsTo(
  { writerHost, readerHost, port, name, caFile }: DatabaseSettings,
  { endpoint, max, application }: PoolOptions,
): Pick<DatabasePorts, "openPool" | "forgetAddress"> {
  const ca = readFileSync(caFile, "utf8");
  const host = endpoint === "writer" ? writerHost : readerHost;
  const openPool: DatabasePorts["openPool"] = ({ username, password }) => {
    const pool = new PgPool({
      host,
      port,
      database: name,
      user: username,
      password,
      max,
      application_name: application,
      // As libpq's sslmode verify-full.
      ssl: { ca, rejectUnauthorized: true },
      stream: () => new FreshSocket(),
      keepAlive: true,
      connectionTimeoutMillis: connectMs,
      idleTimeoutMillis: idleMs,
      maxLifetimeSeconds: connectionSeconds,
      statement_timeout: statementMs,
      query_timeout: statementMs + silenceMs,
      allowExitOnIdle: true,
    });
    // A connection that is lost while nobody uses it: the next statement takes another one.
    pool.on("error", () => undefined);
    return {
      query: async ({ text, values }) => {
        const { rows } = await pool.query<Record<string, unknown>>(
          values === undefined ? text : { text, values: [...values] },
        );
        return rows;
      },
      end: () => pool.end(),
    };
  };
  return { openPool, forgetAddress: () => forget(host) };
}
