import type { Client } from "pg";
import { waitUntil } from "../sandbox/process-group.ts";
import { replicator, superuser, withSession } from "./sessions.ts";
import type { Access } from "./sessions.ts";

/**
 * Makes a writer read-only: writes fail with SQLSTATE 25006. Returns when no session that could write is left, so that
 * nothing is committed from then on. A standby, and one that is fenced, stays as it is.
 */
export async function fenceWriter(access: Access): Promise<void> {
  await withSession(access, async (session) => {
    if (await isStandby(session)) return;
    await setReadOnly(session, "on");
    // A session takes the setting when it begins; sessions begin with it once the server has read it.
    if (!(await waitUntil(10_000, () => beginsReadOnly(access))))
      throw new Error("the writer did not become read-only");
    await session.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND usename NOT IN ($1, $2)`,
      [superuser, replicator],
    );
  });
}

/** Lets a fenced writer write again. */
export async function unfenceWriter(access: Access): Promise<void> {
  await withSession(access, (session) => setReadOnly(session, "off"));
}

export async function isStandby(session: Client): Promise<boolean> {
  const { rows } = await session.query<{ standby: boolean }>("SELECT pg_is_in_recovery() AS standby");
  return rows[0]?.standby === true;
}

async function setReadOnly(session: Client, value: "on" | "off"): Promise<void> {
  await session.query("SET default_transaction_read_only = off");
  await session.query(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
  await session.query("SELECT pg_reload_conf()");
}

async function beginsReadOnly(access: Access): Promise<boolean> {
  return withSession(access, async (session) => {
    const { rows } = await session.query<{ value: string }>(
      "SELECT current_setting('default_transaction_read_only') AS value",
    );
    return rows[0]?.value === "on";
  });
}
