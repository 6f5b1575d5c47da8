import { hostname } from "node:os";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { isGone, processTable } from "./holder.ts";
import type { ProcessTable } from "./holder.ts";

const takenAt = "2026-11-21T10:00:00.000Z";
const holder = { pid: 41, hostname: "here", takenAt };
const table = (start: Awaited<ReturnType<ProcessTable["startOf"]>>): ProcessTable => ({
  hostname: "here",
  startOf: async () => start,
});

describe("a lock's holder", () => {
  it("is gone when its process is, or when another one has its id", async () => {
    expect(await isGone(holder, table("gone"))).toBe(true);
    expect(await isGone(holder, table(new Date("2026-11-21T10:00:01Z")))).toBe(true);
  });

  it("is taken for alive when it began before the lock, when nobody can tell, and on another machine", async () => {
    expect(await isGone(holder, table(new Date(takenAt)))).toBe(false);
    expect(await isGone(holder, table(undefined))).toBe(false);
    expect(await isGone({ ...holder, hostname: "there" }, table("gone"))).toBe(false);
  });
});

describe("this machine's processes", () => {
  it("tell when a process began", async () => {
    const before = Date.now();
    const child = execa("sleep", ["60"], { reject: false });
    const start = await processTable.startOf(child.pid ?? 0);
    child.kill();
    await child;
    // `ps` tells whole seconds, and the kernel's clock of starts may be a little off the wall's.
    expect(Math.abs(Number(start) - before)).toBeLessThan(2000);
    expect(await processTable.startOf(child.pid ?? 0)).toBe("gone");
  });

  it("know a process that began after a lock for another one", async () => {
    const own = { pid: process.pid, hostname: hostname() };
    expect(await isGone({ ...own, takenAt: new Date().toISOString() })).toBe(false);
    expect(await isGone({ ...own, takenAt: "2020-01-01T00:00:00.000Z" })).toBe(true);
  });
});
