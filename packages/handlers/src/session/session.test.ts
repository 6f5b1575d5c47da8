import { expect, test } from "vitest";
import { parseSession } from "./session.ts";

test("takes text by name, up to 8 kB", () => {
  expect(parseSession('{"theme":"dark"}')).toEqual({ ok: true, values: { theme: "dark" } });
  const longest = JSON.stringify({ a: "x".repeat(8192 - '{"a":""}'.length) });
  expect(parseSession(longest).ok).toBe(true);
  expect(parseSession(`${longest} `)).toEqual({
    ok: false,
    status: 413,
    message: "the body has 8193 bytes, at most 8192 are accepted",
  });
});

test.each(["", "[]", "{", '{"n":1}', "null"])("%s is none", (body) => {
  expect(parseSession(body)).toEqual({
    ok: false,
    status: 400,
    message: "the body must be a JSON object whose values are text",
  });
});
