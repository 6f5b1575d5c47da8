import { expect, test, vi } from "vitest";
import type { RequestEnd } from "../failover/request.ts";
import { onceCaughtUp } from "./once-caught-up.ts";

const { signal } = new AbortController();
const done: RequestEnd = { id: "r", outcome: "done", reasons: [], seconds: 1 };
const refused = (...reasons: readonly string[]): RequestEnd => ({ ...done, outcome: "refused", reasons });
const behind = refused("the replication lag is 31000 ms");

test("asks again while the replication lag alone stands against it", async () => {
  const ask = vi.fn<() => Promise<RequestEnd>>().mockResolvedValueOnce(refused("the replication lag is unknown"));
  ask.mockResolvedValueOnce(behind).mockResolvedValueOnce(done);
  expect(await onceCaughtUp(ask, 60, signal)).toBe(done);
  expect(ask).toHaveBeenCalledTimes(3);
});

test("whatever else stands against it is its end", async () => {
  const end = refused("the replication lag is unknown", "the primary is not known to be fenced");
  const ask = vi.fn<() => Promise<RequestEnd>>().mockResolvedValue(end);
  expect(await onceCaughtUp(ask, 60, signal)).toBe(end);
  expect(ask).toHaveBeenCalledTimes(1);
});

test("gives a copy up that does not catch up", async () => {
  await expect(onceCaughtUp(async () => behind, 0, signal)).rejects.toThrow(
    new Error("waited 0 s for the replication lag to let an operation begin"),
  );
});
