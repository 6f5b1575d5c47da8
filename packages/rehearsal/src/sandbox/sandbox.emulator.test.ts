import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { callApi } from "./api-client.ts";
import { startEmulator } from "./emulator.ts";
import { prepareDirectory } from "./paths.ts";
import { isRunning, waitUntil } from "./process-group.ts";
import { openSandbox, startSandbox, stopSandbox } from "./sandbox.ts";
import { readSession, writeSession } from "./session.ts";
import type { OwnedSession as Session } from "./session.ts";
import { deployEcho } from "./testing/rest-api.ts";
import type { Echo } from "./testing/rest-api.ts";

const parentMain = fileURLToPath(new URL("testing/start-main.ts", import.meta.url));
const filesThatStay = ["passphrase", "pulumi-home", "state"];

let root: string;
let directory: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-sandbox-"));
  directory = join(root, "r1");
});
afterEach(async () => {
  await stopSandbox(directory);
  await rm(root, { recursive: true });
});

async function sessionOf(place: string): Promise<Session> {
  const session = await readSession(place);
  if (session === undefined) throw new Error(`no sandbox in ${place}`);
  return session;
}

/** Of the supervisor, the emulator's group and the given ones, those that run. */
async function running(session: Session, ...others: readonly number[]): Promise<number[]> {
  const all = [session.pid, -session.emulatorPid, ...others];
  const states = await Promise.all(all.map(isRunning));
  return all.filter((_, index) => states[index]);
}

async function startParent(end: "keep" | "wait" | "return"): Promise<ChildProcess> {
  const parent = spawn(process.execPath, [parentMain, directory, "r1", end], { stdio: ["pipe", "pipe", "inherit"] });
  await once(createInterface(parent.stdout), "line");
  return parent;
}

test("stop leaves no process, no function's either, and no file", async () => {
  const sandbox = await startSandbox({ directory, id: "r1" });
  const session = await sessionOf(directory);
  const url = await deployEcho(sandbox.endpoint, "us-east-2");
  const { pid: worker, cwd } = (await (await callApi(sandbox, url)).json()) as Echo;
  expect(cwd.startsWith(join(directory, "emulator"))).toBe(true);
  expect(await running(session, worker)).toEqual([session.pid, -session.emulatorPid, worker]);

  await sandbox.stop();
  expect(await running(session, worker)).toEqual([]);
  expect((await readdir(directory)).toSorted()).toEqual(filesThatStay);
  const elsewhere = await readdir(tmpdir());
  expect(elsewhere.filter((name) => name.includes(`ministack-${session.emulatorPort}`))).toEqual([]);
});

test("two sandboxes run side by side, each with its own resources", async () => {
  const other = join(root, "r2");
  const sandboxes = await Promise.all([
    startSandbox({ directory, id: "r1" }),
    startSandbox({ directory: other, id: "r2" }),
  ]);
  const sessions = await Promise.all([sessionOf(directory), sessionOf(other)]);
  const ports = sessions.flatMap((session) => [session.emulatorPort, Number(new URL(session.endpoint).port)]);
  expect(new Set(ports).size).toBe(4);
  const url = await deployEcho(sandboxes[0].endpoint, "us-east-1");
  expect((await callApi(sandboxes[0], url)).status).toBe(200);
  expect((await callApi(sandboxes[1], url)).status).toBe(404);
  await sandboxes[0].stop();
  expect((await fetch(`${sandboxes[1].endpoint}/_ministack/health`)).status).toBe(200);
  await sandboxes[1].stop();
});

test.each(["SIGKILL", "SIGINT"] as const)("a parent that %s ends takes everything with it", async (signal) => {
  const parent = await startParent("wait");
  const session = await sessionOf(directory);
  parent.kill(signal);
  expect(await waitUntil(10_000, async () => (await running(session)).length === 0)).toBe(true);
  expect((await readdir(directory)).toSorted()).toEqual(filesThatStay);
});

test("a parent that forgets to stop takes everything with it, and is not held up", async () => {
  const parent = await startParent("return");
  const session = await sessionOf(directory);
  if (parent.exitCode === null) await once(parent, "exit");
  expect(await waitUntil(10_000, async () => (await running(session)).length === 0)).toBe(true);
  expect((await readdir(directory)).toSorted()).toEqual(filesThatStay);
});

test("a kept one outlives its parent, is found again and stopped", async () => {
  const parent = await startParent("keep");
  const session = await sessionOf(directory);
  if (parent.exitCode === null) await once(parent, "exit");
  expect(await running(session)).toEqual([session.pid, -session.emulatorPid]);
  const opened = await openSandbox(directory);
  expect({ id: opened?.id, endpoint: opened?.endpoint }).toEqual({ id: "r1", endpoint: session.endpoint });
  await expect(startSandbox({ directory, id: "r1" })).rejects.toThrow(`a sandbox runs in ${directory} already`);

  expect(await stopSandbox(directory)).toEqual({ status: "stopped", id: "r1" });
  expect(await running(session)).toEqual([]);
  expect((await readdir(directory)).toSorted()).toEqual(filesThatStay);
  expect(await openSandbox(directory)).toBeUndefined();
});

test("one that was kept in this process is stopped by its own handle", async () => {
  const sandbox = await startSandbox({ directory, id: "r1" });
  const session = await sessionOf(directory);
  await sandbox.keep();
  await sandbox.stop();
  expect(await running(session)).toEqual([]);
});

test("an emulator that dies is told by the gate, and the rest still stops", async () => {
  const sandbox = await startSandbox({ directory, id: "r1" });
  const session = await sessionOf(directory);
  process.kill(session.emulatorPid, "SIGKILL");
  await waitUntil(5000, async () => !(await isRunning(session.emulatorPid)));
  const response = await fetch(`${sandbox.endpoint}/_ministack/health`);
  expect({ status: response.status, body: await response.json() }).toEqual({
    status: 502,
    body: { message: `the emulator does not answer: connect ECONNREFUSED 127.0.0.1:${session.emulatorPort}` },
  });
  await sandbox.stop();
  expect(await running(session)).toEqual([]);
});

test("a supervisor that is killed outright takes the emulator with it", async () => {
  await startSandbox({ directory, id: "r1" });
  const session = await sessionOf(directory);
  process.kill(session.pid, "SIGKILL");
  expect(await waitUntil(10_000, async () => (await running(session)).length === 0)).toBe(true);
  expect(await stopSandbox(directory)).toEqual({ status: "not-running" });
});

test("a file of a sandbox that is gone makes nobody stop a stranger", async () => {
  const stranger = spawn("sleep", ["60"]);
  const server = createServer((socket) =>
    socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await mkdir(directory);
  await writeSession(directory, {
    schemaVersion: 1,
    id: "r1",
    pid: stranger.pid ?? 0,
    endpoint: `http://127.0.0.1:${port}`,
    emulatorPid: stranger.pid ?? 0,
    emulatorPort: port,
    nameServer: `127.0.0.1:${port}`,
    startedAt: new Date().toISOString(),
    controlToken: "nobody's",
  });
  expect(await openSandbox(directory)).toBeUndefined();
  expect(await stopSandbox(directory)).toEqual({ status: "not-running" });
  expect(await isRunning(stranger.pid ?? 0)).toBe(true);
  expect(await readdir(directory)).toEqual([]);
  stranger.kill();
  server.close();
});

test("stopping where nothing runs says so", async () => {
  expect(await stopSandbox(directory)).toEqual({ status: "not-running" });
});

test("a port that somebody else holds is given up for another one", async () => {
  const paths = await prepareDirectory(directory);
  const holder = createServer();
  holder.listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  const free = createServer();
  free.listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port: freePort } = free.address() as AddressInfo;
  free.close();
  const ports = [port, freePort];
  const emulator = await startEmulator({
    directory,
    id: "r1",
    gate: "http://127.0.0.1:9",
    path: process.env["PATH"] ?? "",
    pickPort: () => Promise.resolve(ports.shift() ?? 0),
  });
  expect(emulator.port).toBe(freePort);
  await emulator.stop();
  expect(await isRunning(-emulator.pid)).toBe(false);
  expect(await readdir(paths.emulator)).toEqual(["sandbox.log"]);
  holder.close();
});

test("an emulator that cannot start is reported with its last words, and nothing stays", async () => {
  const broken = join(root, "bin");
  await mkdir(broken);
  await writeFile(join(broken, "ministack"), "#!/bin/sh\necho no such module: asyncio\nexit 3\n", { mode: 0o755 });
  await prepareDirectory(directory);
  const started = startEmulator({
    directory,
    id: "r1",
    gate: "http://127.0.0.1:9",
    path: `${broken}:${process.env["PATH"]}`,
  });
  await expect(started).rejects.toThrow("the emulator did not start (exit code 3)\nno such module: asyncio");
});

test("a start that is given up leaves nothing", async () => {
  const given = new AbortController();
  void waitUntil(5000, async () => (await readdir(root)).includes("r1")).then(() => {
    given.abort(new Error("no longer wanted"));
  });
  await expect(startSandbox({ directory, id: "r1", signal: given.signal })).rejects.toThrow("no longer wanted");
  expect((await readdir(directory)).toSorted()).toEqual(filesThatStay);
});
