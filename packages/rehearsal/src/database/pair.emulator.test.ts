import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareDirectory } from "../sandbox/paths.ts";
import { isRunning, waitUntil } from "../sandbox/process-group.ts";
import { createAuthority } from "./certificate.ts";
import { lodge } from "./lodging.ts";
import type { Lodging } from "./lodging.ts";
import { DatabasePair } from "./pair.ts";

const ownMain = fileURLToPath(new URL("testing/own-main.ts", import.meta.url));
const authority = createAuthority();
const master = { user: "ledger_admin", password: "a 'quoted' password", database: "ledger" };
const [one, other] = ["eu-central-1", "eu-central-2"] as const;

let directory: string;
let lodging: Lodging;
let pair: DatabasePair | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-pair-"));
  await prepareDirectory(directory);
  lodging = await lodge(directory, process.env["PATH"] ?? "");
});
afterEach(async () => {
  await pair?.stop();
  pair = undefined;
  await lodging.leave();
  await rm(directory, { recursive: true });
});

async function startBoth(): Promise<DatabasePair> {
  pair = await DatabasePair.start({ lodging, authority, name: "p", region: one, hosts: ["a.example"], master });
  await pair.addStandby(other, ["b.example"]);
  return pair;
}

/** Runs a query as the master user, and gives its first column. */
async function ask(port: number | undefined, query: string, values: readonly unknown[] = []): Promise<unknown[]> {
  const client = new Client({
    host: "127.0.0.1",
    port: port ?? 0,
    ...master,
    ssl: { ca: authority.certificate },
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query({ text: query, values: [...values], rowMode: "array" });
    return (rows as unknown[][]).map(([value]) => value);
  } finally {
    await client.end();
  }
}

const createTable = "CREATE TABLE transactions (id text PRIMARY KEY, amount int NOT NULL)";
const insert = "INSERT INTO transactions SELECT unnest($1::text[]), 1";
const ids = "SELECT id FROM transactions ORDER BY id";

async function shows(region: string, expected: readonly string[]): Promise<void> {
  await expect.poll(() => ask(pair?.port(region), ids), { timeout: 5000, interval: 20 }).toEqual(expected);
}

test("a pair is up within seconds; the standby follows, is read-only, and asks for TLS and a password", async () => {
  const begun = performance.now();
  const both = await startBoth();
  // 3 s on an idle machine; others may keep this one busy.
  expect(performance.now() - begun).toBeLessThan(15_000);
  await ask(both.port(one), createTable);
  await ask(both.port(one), insert, [["a", "b"]]);
  await shows(other, ["a", "b"]);
  await expect.poll(() => both.lag(other)).toEqual({ milliseconds: 0, bytes: 0 });
  await expect(ask(both.port(other), insert, [["c"]])).rejects.toMatchObject({ code: "25006" });

  const plain = new Client({ host: "127.0.0.1", port: both.port(one) ?? 0, ...master, ssl: false });
  await expect(plain.connect()).rejects.toMatchObject({ code: "28000" });
  const wrong = new Client({
    host: "127.0.0.1",
    port: both.port(one) ?? 0,
    ...master,
    password: "wrong",
    ssl: { ca: authority.certificate },
  });
  await expect(wrong.connect()).rejects.toMatchObject({ code: "28P01" });
});

test("a promotion takes what has arrived; the old writer's tail is listed exactly, and is gone once it is a standby again", async () => {
  const both = await startBoth();
  await ask(both.port(one), createTable);
  await ask(both.port(one), insert, [["a", "b"]]);
  await shows(other, ["a", "b"]);
  both.setPassage(other, "cut");
  await ask(both.port(one), insert, [["late-2", "late-1"]]);
  expect((await both.lag(other)).bytes).toBeGreaterThan(0);

  await both.promote(other);
  await both.promote(other);
  expect(both.writer).toBe(other);
  // The old writer is alone, and takes writes still: whoever cannot reach it cannot fence it.
  await ask(both.port(one), insert, [["both", "late-3"]]);
  await ask(both.port(other), insert, [["both", "new"]]);
  await both.fence(one);
  await both.fence(one);
  await expect(ask(both.port(one), insert, [["late-4"]])).rejects.toMatchObject({ code: "25006" });
  expect(await both.tail(one)).toEqual(["late-1", "late-2", "late-3"]);

  await both.rebuildAsStandby(one);
  await both.rebuildAsStandby(one);
  await shows(one, ["a", "b", "both", "new"]);
  expect(await both.tail(one)).toEqual([]);
  await ask(both.port(other), insert, [["newer"]]);
  await shows(one, ["a", "b", "both", "new", "newer"]);
  await expect(ask(both.port(one), insert, [["c"]])).rejects.toMatchObject({ code: "25006" });
});

test("a link that stands still makes the standby lag, and a switchover is then given up without harm", async () => {
  const both = await startBoth();
  await ask(both.port(one), createTable);
  await ask(both.port(one), insert, [["a"]]);
  await shows(other, ["a"]);
  both.setPassage(other, "stalled");
  await waitUntil(300, () => false);
  await ask(both.port(one), insert, [["b"]]);
  const lag = await both.lag(other);
  expect(lag.milliseconds).toBeGreaterThan(300);
  expect(await ask(both.port(other), ids)).toEqual(["a"]);

  await expect(both.switchOver(other, 500)).rejects.toThrow(
    `the database in ${other} did not catch up with the writer`,
  );
  expect(both.writer).toBe(one);
  await ask(both.port(one), insert, [["c"]]);
  both.setPassage(other, "open");
  await shows(other, ["a", "b", "c"]);
});

test("a switchover under load loses no write that was acknowledged, and neither does the way back", async () => {
  const both = await startBoth();
  await ask(both.port(one), createTable);
  const written: string[] = [];
  let refused = 0;
  const done = new AbortController();
  const write = async (name: string): Promise<void> => {
    for (let index = 0; !done.signal.aborted; index += 1) {
      const id = `${name}-${String(index).padStart(5, "0")}`;
      // Whichever takes it: a standby refuses.
      const port = both.port(both.writer);
      try {
        await ask(port, insert, [[id]]);
        written.push(id);
      } catch {
        refused += 1;
      }
    }
  };
  const writers = ["w1", "w2", "w3"].map(write);
  await waitUntil(60_000, () => written.length > 20);
  await both.switchOver(other);
  const first = written.length;
  await waitUntil(60_000, () => written.length > first + 20);
  await both.switchOver(one);
  done.abort();
  await Promise.all(writers);

  expect(both.writer).toBe(one);
  expect(refused).toBeGreaterThan(0);
  const kept = new Set(await ask(both.port(one), ids));
  expect(written.filter((id) => !kept.has(id))).toEqual([]);
  await expect.poll(() => both.lag(other)).toEqual({ milliseconds: 0, bytes: 0 });
  expect(await both.tail(other)).toEqual([]);
});

test("a new password holds in both regions, and one that is removed leaves nothing", async () => {
  const both = await startBoth();
  await both.changePassword("new");
  const login = (region: string, password: string) => {
    const port = both.port(region) ?? 0;
    const client = new Client({ host: "127.0.0.1", port, ...master, password, ssl: { ca: authority.certificate } });
    return client.connect().then(
      () => client.end().then(() => "in"),
      (error: { code: string }) => error.code,
    );
  };
  await expect.poll(() => login(other, "new")).toBe("in");
  expect(await login(one, master.password)).toBe("28P01");
  await both.remove(other);
  expect(both.regions).toEqual([one]);
  expect((await readdir(lodging.folder)).filter((name) => name.startsWith("data-"))).toEqual([
    `data-p-${one}`,
    `data-p-${one}.log`,
    `data-p-${other}.log`,
  ]);
});

test("databases end with whoever owns them, killed outright, and take their files along", async () => {
  const owner = spawn(process.execPath, [ownMain, directory], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(createInterface(owner.stdout), "line")) as [string];
  const { pids, folder } = JSON.parse(line) as { pids: number[]; folder: string };
  const commands = await commandsOf(folder);
  expect(pids.length).toBe(2);
  expect(commands.length).toBeGreaterThan(10);
  owner.kill("SIGKILL");
  const left = async () => [
    ...(await runningOf(pids)),
    ...(await commandsOf(folder)),
    ...(await readdirIfThere(folder)),
  ];
  await expect.poll(left, { timeout: 10_000, interval: 50 }).toEqual([]);
});

/** Of these process groups, those of which anything runs. */
async function runningOf(pids: readonly number[]): Promise<number[]> {
  const states = await Promise.all(pids.map((pid) => isRunning(-pid)));
  return pids.filter((_, index) => states[index]);
}

/** Every process that works in a place: PostgreSQL gives each of its own a process group. */
async function commandsOf(folder: string): Promise<string[]> {
  const places = await Promise.all(
    (await readdir("/proc"))
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => "")),
  );
  return places.filter((place) => place.startsWith(folder));
}

async function readdirIfThere(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
