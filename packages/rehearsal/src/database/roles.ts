import { escapeIdentifier, escapeLiteral } from "pg";
import type { Client } from "pg";
import { replicator } from "./sessions.ts";

/** The user that the cluster's owner has named, and its database. */
export interface Master {
  readonly user: string;
  readonly password: string;
  /** Undefined: none but `postgres`. */
  readonly database: string | undefined;
}

/** Makes the users and the database of a new cluster: the master is no superuser, as on RDS. */
export async function createRoles(session: Client, master: Master, replicatorPassword: string): Promise<void> {
  const user = escapeIdentifier(master.user);
  await session.query(
    `CREATE ROLE ${replicator} LOGIN REPLICATION PASSWORD ${escapeLiteral(replicatorPassword)};
     CREATE ROLE rds_superuser;
     GRANT pg_monitor, pg_signal_backend, pg_read_all_data, pg_write_all_data TO rds_superuser;
     CREATE ROLE ${user} LOGIN CREATEDB CREATEROLE PASSWORD ${escapeLiteral(master.password)} IN ROLE rds_superuser;`,
  );
  if (master.database === undefined || master.database === "postgres") return;
  await session.query(`CREATE DATABASE ${escapeIdentifier(master.database)} OWNER ${user}`);
}

export async function changePassword(session: Client, { user, password }: Master): Promise<void> {
  await session.query(`ALTER ROLE ${escapeIdentifier(user)} PASSWORD ${escapeLiteral(password)}`);
}
