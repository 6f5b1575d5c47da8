import { expect, test } from "vitest";
import { instant, memoryLog } from "../transaction/fixtures.ts";
import { fenceOf } from "../transaction/testing/fence.ts";
import { createSessions } from "./logic.ts";
import type { Session } from "./session.ts";

/** Sessions of a region over a table in memory, at a time that the test moves. */
function region({ fenced = false, away = false }: { readonly fenced?: boolean; readonly away?: boolean } = {}) {
  const clock = { now: instant };
  const now = () => clock.now;
  const kept = new Map<string, Session>();
  const answer = async <Value>(value: Value) => {
    if (away) throw new Error("DynamoDB is away");
    return value;
  };
  const sessions = createSessions({
    store: { read: (id) => answer(kept.get(id)), write: (session) => answer(void kept.set(session.id, session)) },
    fence: fenceOf(async () => ({ epoch: 2, fenced }), now),
    region: "us-east-1",
    now,
    log: memoryLog().log,
  });
  return { sessions, clock };
}

const body = {
  id: "s1",
  values: { theme: "dark" },
  region: "us-east-1",
  epoch: 2,
  expiresAt: "2026-11-22T00:00:00.000Z",
};

test("a session is kept for twelve hours after it was written", async () => {
  const { sessions, clock } = region();
  expect(await sessions.put("s1", '{"theme":"dark"}')).toEqual({ status: 200, body });
  clock.now += 43_199_999;
  expect(await sessions.get("s1")).toEqual({ status: 200, body });
  clock.now += 1;
  expect((await sessions.get("s1")).status).toBe(404);
});

test("one that never was is a 404", async () => {
  const none = { error: "not-found", message: 'there is no session "s2"' };
  expect(await region().sessions.get("s2")).toEqual({ status: 404, body: none });
  expect((await region({ away: true }).sessions.get("no id!")).status).toBe(404);
});

test.each([
  ["no id!", "{}", 400, "invalid"],
  ["s1", "[]", 400, "invalid"],
  ["s1", `{"a":"${"x".repeat(9000)}"}`, 413, "too-large"],
] as const)("%s with %s is refused", async (id, sent, status, error) => {
  const reply = await region({ away: true }).sessions.put(id, sent);
  expect([reply.status, reply.body["error"]]).toEqual([status, error]);
});

test("a fenced region, and one whose table is away, answer 503 with the time to try again", async () => {
  const fenced = await region({ fenced: true }).sessions.put("s1", "{}");
  const away = await region({ away: true }).sessions.put("s1", "{}");
  const unread = await region({ away: true }).sessions.get("s1");
  expect([fenced, away, unread].map(({ status, headers, body }) => [status, headers, body["error"]])).toEqual([
    [503, { "retry-after": "5" }, "fenced"],
    [503, { "retry-after": "5" }, "store-unavailable"],
    [503, { "retry-after": "5" }, "store-unavailable"],
  ]);
});
