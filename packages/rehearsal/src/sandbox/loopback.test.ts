import fc from "fast-check";
import { expect, test } from "vitest";
import { requireLoopback } from "./loopback.ts";

const port = fc.integer({ min: 1, max: 65_535 }).filter((number) => number !== 80);
const byte = fc.integer({ min: 0, max: 255 });

test("every address of 127.0.0.0/8 is taken", () => {
  fc.assert(
    fc.property(byte, byte, byte, port, (b, c, d, number) => {
      const endpoint = `http://127.${b}.${c}.${d}:${number}`;
      expect(requireLoopback(endpoint).origin).toBe(endpoint);
    }),
  );
});

test("every other IPv4 address is refused", () => {
  fc.assert(
    fc.property(
      byte.filter((first) => first !== 127),
      byte,
      byte,
      byte,
      port,
      (a, b, c, d, number) => {
        expect(() => requireLoopback(`http://${a}.${b}.${c}.${d}:${number}`)).toThrow(/talks to this machine only/);
      },
    ),
  );
});

test("every name but localhost is refused", () => {
  fc.assert(
    fc.property(fc.domain(), (domain) => {
      expect(() => requireLoopback(`http://${domain}`)).toThrow(/talks to this machine only/);
    }),
  );
});

test.each([
  ["http://localhost:4566", "http://localhost:4566"],
  ["http://[::1]:4566/path", "http://[::1]:4566"],
  ["http://127.1:4566", "http://127.0.0.1:4566"],
  ["http://0x7f000001", "http://127.0.0.1"],
])("%s is loopback", (endpoint, origin) => {
  expect(requireLoopback(endpoint).origin).toBe(origin);
});

test.each([
  "https://127.0.0.1",
  "http://127.0.0.1@dynamodb.us-east-1.amazonaws.com",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
  "http://[::2]",
  "http://[::ffff:127.0.0.1]",
  "http://0.0.0.0",
  "127.0.0.1:4566",
  "",
])("%j is refused", (endpoint) => {
  expect(() => requireLoopback(endpoint)).toThrow(
    `a rehearsal talks to this machine only, not to ${JSON.stringify(endpoint)}; legal: http:// with 127.0.0.0/8, [::1] or localhost`,
  );
});
