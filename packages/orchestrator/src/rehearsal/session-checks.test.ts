import { describe, expect, it } from "vitest";
import { checkSessions } from "./session-checks.ts";

const endpoints = { primary: "https://primary.test", standby: "https://standby.test" };

/** Two APIs over one table; the standby is fenced, and sees a write at its second look. */
function world(answers = (text: string) => text) {
  let session: string | undefined;
  let looks = 0;
  return async (url: string, init?: RequestInit): Promise<Response> => {
    const isStandby = url.startsWith(endpoints.standby);
    expect(new URL(url).pathname).toBe("/sessions/dev-session");
    if (init?.method === "PUT") {
      if (isStandby) return Response.json({ error: "fenced" }, { status: 503 });
      const values = JSON.parse(init.body as string) as { step: unknown };
      if (typeof values.step !== "string") return Response.json({}, { status: 400 });
      session = JSON.stringify({ id: "dev-session", values });
      return new Response(session);
    }
    if (isStandby) looks += 1;
    if (session === undefined || (isStandby && looks < 2)) return Response.json({}, { status: 404 });
    return new Response(answers(session));
  };
}

describe("checkSessions", () => {
  it("follows a session from the region that keeps it to the other one", async () => {
    const checks = await checkSessions(world(), endpoints, "dev");
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual([
      "primary-session-kept",
      "primary-session-changed",
      "primary-session-read-back",
      "primary-session-invalid",
      "primary-session-arrives-in-standby",
      "standby-session-refused",
    ]);
  });

  it("fails where the session is another than the one that was written last", async () => {
    const older = world((text) => text.replace("two", "one"));
    const checks = await checkSessions(older, endpoints, "dev");
    expect(checks.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual([
      "primary-session-read-back",
      "primary-session-arrives-in-standby",
    ]);
    expect(checks[2]?.detail).toBe('{"id":"dev-session","values":{"step":"one"}}');
  });

  it("fails where an answer is no session at all", async () => {
    const checks = await checkSessions(
      world(() => "<html>"),
      endpoints,
      "dev",
    );
    expect(checks[2]).toMatchObject({ ok: false, detail: "<html>" });
  });
});
