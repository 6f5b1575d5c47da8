import { chown, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyDatabase } from "./base-copy.ts";
import type { Certificate } from "./certificate.ts";
import type { Lodging } from "./lodging.ts";
import { startServer } from "./server.ts";
import type { DatabaseServer } from "./server.ts";
import { replicator } from "./sessions.ts";
import type { Client } from "pg";

/** Files of a member's own, outside of its data. */
export interface MemberFiles {
  readonly data: string;
  readonly certificate: string;
  readonly key: string;
}

/** @param region Names the files; there is one member in a region. */
export function memberFiles({ folder }: Pick<Lodging, "folder">, pair: string, region: string): MemberFiles {
  const name = `${pair}-${region}`;
  return {
    data: join(folder, `data-${name}`),
    certificate: join(folder, `${name}.crt`),
    key: join(folder, `${name}.key`),
  };
}

/** Writes a file that belongs to the databases' user, and that nobody else reads. */
export async function writeOwned({ user }: Pick<Lodging, "user">, path: string, content: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, content, { mode: 0o600 });
  if (user !== undefined) await chown(path, user.uid, user.gid);
}

/** Who may connect: over TLS and with a password, from this machine. Aurora refuses what is not TLS from version 15 on. */
const access = `hostssl all all 127.0.0.1/32 scram-sha-256
hostssl replication ${replicator} 127.0.0.1/32 scram-sha-256
`;

/** Starts the server of a member whose data is there. */
export async function startMember(
  lodging: Lodging,
  files: MemberFiles,
  { certificate, key }: Certificate,
): Promise<DatabaseServer> {
  await writeOwned(lodging, files.certificate, certificate);
  await writeOwned(lodging, files.key, key);
  await writeOwned(lodging, join(files.data, "pg_hba.conf"), access);
  return startServer({
    lodging,
    data: files.data,
    settings: {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      ssl: "on",
      ssl_cert_file: files.certificate,
      ssl_key_file: files.key,
      max_connections: "200",
      shared_buffers: "32MB",
      // A machine that loses power loses the rehearsal with it; a process that is killed loses nothing.
      fsync: "off",
      wal_level: "replica",
      hot_standby: "on",
      track_commit_timestamp: "on",
      max_wal_senders: "4",
      max_replication_slots: "4",
      max_slot_wal_keep_size: "2GB",
      // A stalled link is not a lost one.
      wal_sender_timeout: "0",
      wal_receiver_timeout: "0",
      wal_receiver_status_interval: "1s",
      wal_retrieve_retry_interval: "200ms",
      jit: "off",
      // Statements may hold passwords.
      log_min_error_statement: "panic",
    },
  });
}

/** What a standby has to know of its writer. */
export interface Upstream {
  /** Where the link to the writer listens. */
  readonly port: number;
  readonly password: string;
  /** The standby's name: its slot, and what the writer calls it. */
  readonly slot: string;
}

/** A region as a replication slot's name. */
export function slotOf(region: string): string {
  return region.replaceAll("-", "_");
}

/** Makes data that is there a standby's. */
export async function becomeStandby(lodging: Lodging, files: MemberFiles, upstream: Upstream): Promise<void> {
  const { port, password, slot } = upstream;
  const connection = `host=127.0.0.1 port=${port} user=${replicator} password=${password} sslmode=require application_name=${slot}`;
  await writeOwned(
    lodging,
    join(files.data, "postgresql.auto.conf"),
    `primary_conninfo = '${connection}'\nprimary_slot_name = '${slot}'\n`,
  );
  await writeOwned(lodging, join(files.data, "standby.signal"), "");
}

/** Has the writer keep what it writes from now on until the standby has it. */
export async function keepFor(writer: Client, slot: string): Promise<void> {
  await writer.query(
    "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name = $1 AND active",
    [slot],
  );
  await writer.query("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1", [
    slot,
  ]);
  await writer.query("SELECT pg_create_physical_replication_slot($1, true)", [slot]);
}

/** Takes a standby's files from the writer, in place of those that there are. */
export async function copyMember(
  lodging: Lodging,
  writer: { readonly session: Client; readonly data: string },
  files: MemberFiles,
  upstream: Upstream,
): Promise<void> {
  await rm(files.data, { recursive: true, force: true });
  await keepFor(writer.session, upstream.slot);
  await copyDatabase(writer.session, writer.data, files.data, lodging.user);
  await becomeStandby(lodging, files, upstream);
}
