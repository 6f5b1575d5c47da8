import { describe, expect, it } from "vitest";
import { memoryStore } from "../testing/memory-store.ts";
import { findRolloutLock, lockKey, thisRunner, withRolloutLock } from "./lock.ts";
import type { Runner } from "./lock.ts";

const ann: Runner = { command: "up", username: "ann", hostname: "here", pid: 41 };
const ben: Runner = { command: "down", username: "ben", hostname: "there", pid: 42 };
const gone = async () => true;
const alive = async () => false;

describe("the rollout lock", () => {
  it("is held for the length of the task, and given back after it", async () => {
    const store = memoryStore();
    const held = await withRolloutLock(store, "dev", ann, async () => store.read(lockKey("dev")));
    expect(JSON.parse(held?.text ?? "")).toMatchObject({ schemaVersion: 1, ...ann });
    expect(await store.read(lockKey("dev"))).toBe(undefined);
  });

  it("is given back after a failure, too", async () => {
    const store = memoryStore();
    const task = withRolloutLock(store, "dev", ann, () => Promise.reject(new Error("no")));
    await expect(task).rejects.toThrow("no");
    expect(await store.read(lockKey("dev"))).toBe(undefined);
  });

  it("tells the second who holds it, with which process and since when", async () => {
    const store = memoryStore();
    await withRolloutLock(store, "dev", ann, async () => {
      const second = withRolloutLock(store, "dev", ben, async () => "ran", alive);
      await expect(second).rejects.toMatchObject({
        code: "rollout-locked",
        kind: "user",
        message: expect.stringMatching(/^dev is being changed: tandem up of ann on here, process 41, since \d{4}-.*Z$/),
      });
    });
  });

  it("keeps environments apart", async () => {
    const store = memoryStore();
    const both = withRolloutLock(store, "dev", ann, () =>
      withRolloutLock(store, "live", ben, async () => "ran", alive),
    );
    expect(await both).toBe("ran");
  });

  it("goes over from a holder that is gone, and is then the new one's", async () => {
    const store = memoryStore();
    const stale = { schemaVersion: 1, id: "old", ...ann, takenAt: "2026-11-21T10:00:00Z" };
    await store.write(lockKey("dev"), JSON.stringify(stale), undefined);
    const held = await withRolloutLock(store, "dev", ben, async () => store.read(lockKey("dev")), gone);
    expect(JSON.parse(held?.text ?? "")).toMatchObject(ben);
    expect(await store.read(lockKey("dev"))).toBe(undefined);
  });

  it("goes to one of many that find a dead holder", async () => {
    const store = memoryStore();
    const stale = { schemaVersion: 1, id: "old", ...ann, takenAt: "2026-11-21T10:00:00Z" };
    await store.write(lockKey("dev"), JSON.stringify(stale), undefined);
    const judge = async ({ pid }: { pid: number }) => pid === ann.pid;
    const release = Promise.withResolvers<void>();
    const tries = [1, 2, 3].map(() => withRolloutLock(store, "dev", ben, () => release.promise, judge));
    const settled = Promise.allSettled(tries);
    await Promise.race(tries.map((each) => each.catch(() => undefined)));
    release.resolve();
    expect((await settled).map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected", "rejected"]);
  });

  it("does not take away the lock of who followed", async () => {
    const store = memoryStore();
    await withRolloutLock(store, "dev", ann, async () => {
      const found = await store.read(lockKey("dev"));
      await store.write(
        lockKey("dev"),
        '{"schemaVersion":1,"id":"next","command":"up","username":"ben","hostname":"there","pid":1,"takenAt":""}',
        found?.revision,
      );
    });
    expect(JSON.parse((await store.read(lockKey("dev")))?.text ?? "")).toMatchObject({ id: "next" });
  });

  it("is this process's for a command that runs here", () => {
    expect(thisRunner("up")).toMatchObject({ command: "up", pid: process.pid });
  });
});

describe("a lock that somebody is asked about", () => {
  const held = { ...ann, takenAt: "2026-11-21T10:00:00Z" };
  const heldIn = async (store: ReturnType<typeof memoryStore>) =>
    void (await store.write(lockKey("dev"), JSON.stringify({ schemaVersion: 1, id: "old", ...held }), undefined));
  const began = (start: Date | "gone" | undefined, hostname = "here") => ({ hostname, startOf: async () => start });
  const before = new Date("2026-11-21T09:00:00Z");

  it("is found with its holder, and where that is", async () => {
    const store = memoryStore();
    expect(await findRolloutLock(store, "dev")).toBe(undefined);
    await heldIn(store);
    expect(await findRolloutLock(store, "dev", began(before))).toMatchObject({ holder: held, where: "here" });
    expect(await findRolloutLock(store, "dev", began("gone"))).toMatchObject({ where: "gone" });
    expect(await findRolloutLock(store, "dev", began("gone", "there"))).toMatchObject({ where: "elsewhere" });
  });

  it("is removed, and then free to take", async () => {
    const store = memoryStore();
    await heldIn(store);
    const found = await findRolloutLock(store, "dev", began(undefined, "there"));
    await found?.remove();
    expect(await withRolloutLock(store, "dev", ben, async () => "ran", alive)).toBe("ran");
  });

  it("is left alone where it is another's by then", async () => {
    const store = memoryStore();
    await heldIn(store);
    const found = await findRolloutLock(store, "dev", began(undefined, "there"));
    await withRolloutLock(
      store,
      "dev",
      ben,
      async () => {
        await expect(found?.remove()).rejects.toMatchObject({ code: "lock-changed" });
        expect(JSON.parse((await store.read(lockKey("dev")))?.text ?? "")).toMatchObject(ben);
      },
      gone,
    );
    await expect(found?.remove()).rejects.toMatchObject({ code: "lock-changed" });
    expect(await store.read(lockKey("dev"))).toBe(undefined);
  });
});
