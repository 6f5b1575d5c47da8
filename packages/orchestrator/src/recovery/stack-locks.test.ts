import { requireEnvironment } from "@tandem/config";
import { expect, it, vi } from "vitest";
import { layersOf } from "../environment-files.ts";
import type { ProcessTable } from "../holder.ts";
import type { StackLock, StateStore } from "../ports.ts";
import { breakStaleLocks } from "./stack-locks.ts";

const [shared] = layersOf(
  requireEnvironment({
    environment: "dev",
    profile: "payments-us",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }),
);
if (shared === undefined) throw new Error("payments-us has no layers");
const lock = (more: Partial<StackLock> = {}): StackLock => ({
  pid: 7,
  hostname: "here",
  username: "ada",
  takenAt: "2026-11-21T10:00:00.000Z",
  ...more,
});
const processes = (start: Date | "gone" | undefined): ProcessTable => ({
  hostname: "here",
  startOf: async () => start,
});

function storeWith(...answers: readonly (readonly StackLock[] | undefined)[]) {
  const left = [...answers];
  const breakStackLocks = vi.fn<StateStore["breakStackLocks"]>(async () => undefined);
  return { breakStackLocks, stackLocks: async () => (left.length > 1 ? left.shift() : left[0]) };
}

it("breaks the lock of a process that is gone, or whose id another one has by now", async () => {
  for (const start of ["gone", new Date("2026-11-21T10:00:01Z")] as const) {
    const store = storeWith([lock()]);
    expect(await breakStaleLocks(shared, { store, processes: processes(start) })).toEqual([lock()]);
    expect(store.breakStackLocks).toHaveBeenCalledExactlyOnceWith(shared);
  }
});

it("asks for nothing where there is no lock, or none to be seen", async () => {
  for (const locks of [[], undefined]) {
    const store = storeWith(locks);
    expect(await breakStaleLocks(shared, { store, processes: processes("gone") })).toEqual([]);
    expect(store.breakStackLocks).not.toHaveBeenCalled();
  }
});

it("waits for a process of this machine that is about to end", async () => {
  const store = storeWith([lock()], [lock()], []);
  const alive = processes(new Date("2026-11-21T09:00:00Z"));
  expect(await breakStaleLocks(shared, { store, processes: alive })).toEqual([]);
});

it("refuses a lock whose holder lives, or is elsewhere, and names him", async () => {
  const alive = processes(new Date("2026-11-21T09:00:00Z"));
  const message = (host: string) =>
    `tandem-shared/dev is locked by ada@${host}, process 7, since 2026-11-21T10:00:00.000Z`;
  const hint = "wait for it to end; if you know that it is gone: pulumi -C stacks/shared cancel dev --yes";
  const here = storeWith([lock()]);
  await expect(breakStaleLocks(shared, { store: here, processes: alive, seconds: 0.3 })).rejects.toMatchObject({
    code: "stack-locked",
    message: message("here"),
    hint,
  });
  const elsewhere = storeWith([lock({ hostname: "there" })]);
  await expect(breakStaleLocks(shared, { store: elsewhere, processes: processes("gone") })).rejects.toMatchObject({
    message: message("there"),
  });
  for (const store of [here, elsewhere]) expect(store.breakStackLocks).not.toHaveBeenCalled();
});
