import { Client } from "pg";
import type { ClientConfig } from "pg";

/** The superuser of every database, as RDS calls its own. */
export const superuser = "rdsadmin";
/** As whom standbys fetch what has been written. */
export const replicator = "rdsrepladmin";

/** How the superuser gets into a server. */
export interface Access {
  readonly port: number;
  readonly password: string;
  /** PEM of the authority that vouches for the server. */
  readonly authority: string;
}

/**
 * Opens a session of the superuser's for as long as `work` takes. A server that does not answer a query within 30 s has
 * failed.
 * @param database @default "postgres"
 */
export async function withSession<T>(
  { port, password, authority }: Access,
  work: (session: Client) => Promise<T>,
  database = "postgres",
): Promise<T> {
  const config: ClientConfig = {
    host: "127.0.0.1",
    port,
    user: superuser,
    password,
    database,
    ssl: { ca: authority },
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
    application_name: "tandem",
  };
  const session = new Client(config);
  // One that is lost fails the query that runs, which is enough.
  session.on("error", () => undefined);
  await session.connect();
  try {
    return await work(session);
  } finally {
    await session.end();
  }
}
