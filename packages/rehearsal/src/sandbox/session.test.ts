import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSession, removeSession, writeSession } from "./session.ts";
import type { OwnedSession } from "./session.ts";

const session: OwnedSession = {
  schemaVersion: 1,
  id: "r1",
  pid: 11,
  endpoint: "http://127.0.0.1:4000",
  emulatorPid: 12,
  emulatorPort: 4001,
  nameServer: "127.0.0.1:4002",
  startedAt: "2026-11-21T08:00:00.000Z",
  controlToken: "secret",
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-session-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("what is written is read back until it is removed", async () => {
  await writeSession(directory, session);
  expect(await readSession(directory)).toEqual(session);
  await removeSession(directory);
  expect(await readSession(directory)).toBeUndefined();
});

test("a directory without a sandbox has none", async () => {
  expect(await readSession(join(directory, "missing"))).toBeUndefined();
});

test.each([
  ["no JSON", "{"],
  ["another version", JSON.stringify({ ...session, schemaVersion: 2 })],
  ["an endpoint that is no URL", JSON.stringify({ ...session, endpoint: "127.0.0.1:4000" })],
  ["a process group of everybody", JSON.stringify({ ...session, pid: 0 })],
])("%s is refused with the file's name", async (_, text) => {
  await writeFile(join(directory, "sandbox.json"), text);
  await expect(readSession(directory)).rejects.toThrow(
    `${join(directory, "sandbox.json")} does not describe a sandbox`,
  );
});
