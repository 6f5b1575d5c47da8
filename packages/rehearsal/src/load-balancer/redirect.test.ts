import { expect, it } from "vitest";
import { redirectAnswer } from "./redirect.ts";
import { listener } from "./testing/data.ts";

const request = (target: string, host = "api.bank.test") =>
  ({ method: "GET", target, headers: [["Host", host]], body: Buffer.alloc(0), clientAddress: "127.0.0.1" }) as const;
const kept = {
  protocol: "#{protocol}",
  host: "#{host}",
  port: "#{port}",
  path: "/#{path}",
  query: "#{query}",
} as const;

// API reference, RedirectActionConfig.
it("leads to HTTPS at the same host, path and query", () => {
  const redirect = { ...kept, status: 301, protocol: "HTTPS", port: "443" } as const;
  const { status, headers } = redirectAnswer(request("/a/b?c=d", "api.bank.test:80"), listener, redirect);
  expect([status, headers]).toEqual([301, { location: "https://api.bank.test:443/a/b?c=d" }]);
});

it("keeps what the action does not change, and fills in what it names", () => {
  const redirect = { ...kept, status: 302, port: "8080", path: "/#{host}/new/#{path}", query: "" } as const;
  const { status, headers } = redirectAnswer(request("/a?c=d"), listener, redirect);
  expect([status, headers]).toEqual([302, { location: "http://api.bank.test:8080/api.bank.test/new/a" }]);
});
