import { expect, test } from "vitest";
import { lambdaContext, memoryLog, urlEvent } from "./fixtures.ts";
import { createHttpHandler } from "./routes.ts";

const health = {
  health: async () => ({ status: 200, body: { what: "health" } }),
  ready: async () => ({ status: 200, body: { what: "ready" } }),
};
const { log } = memoryLog();

test("sessions have routes where they are served", async () => {
  const said =
    (what: string) =>
    async (...args: readonly string[]) => ({ status: 200, body: { what, args } });
  const handle = createHttpHandler({ sessions: { put: said("put"), get: said("get") }, health, log });
  const send = async (method: string, body?: string) =>
    JSON.parse((await handle(urlEvent(method, "/sessions/s1", body), lambdaContext)).body ?? "") as unknown;
  expect(await send("PUT", '{"a":"é"}')).toEqual({ what: "put", args: ["s1", '{"a":"é"}'] });
  expect(await send("GET")).toEqual({ what: "get", args: ["s1"] });
});

test("a function that serves health alone has no other route", async () => {
  const handle = createHttpHandler({ health, log });
  const { statusCode, body } = await handle(urlEvent("POST", "/transactions", "{}"), lambdaContext);
  expect([statusCode, JSON.parse(body ?? "")]).toEqual([
    404,
    {
      error: "no-route",
      message: "there is no such route; legal are GET /health, GET /ready",
      routes: ["GET /health", "GET /ready"],
    },
  ]);
});
