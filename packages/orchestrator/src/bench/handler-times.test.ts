import { describe, expect, it } from "vitest";
import { timeHandlers } from "./handler-times.ts";

const notFound = '{"error":"not-found","message":"there is no transaction \\"bench-nobody\\""}';

/** APIs whose first answer takes 140 ms and every later one 60 ms, on a clock of their own. */
function slowStart() {
  const called: string[] = [];
  let clock = 0;
  const call = async (url: string): Promise<Response> => {
    clock += called.includes(url) ? 60 : 140;
    called.push(url);
    return new Response(notFound, { status: 404 });
  };
  return { call, called, now: () => clock };
}

describe("timeHandlers", () => {
  it("takes the first request to each API for its cold start, and 50 more for warm ones", async () => {
    const { call, called, now } = slowStart();
    const { cold, warm } = await timeHandlers(call, ["https://one/prod", "https://two/prod"], now);
    expect(cold).toEqual([140, 140]);
    expect(warm).toEqual(Array.from({ length: 100 }, () => 60));
    expect(called.filter((url) => url === "https://two/prod/transactions/bench-nobody")).toHaveLength(51);
  });

  it.each([
    ["that says something else", new Response("no such API", { status: 404 }), "404 no such API"],
    ["with another status", new Response(notFound, { status: 503 }), `503 ${notFound}`],
  ])("refuses to time an answer %s", async (_, answer, told) => {
    await expect(timeHandlers(async () => answer, ["https://one/prod"])).rejects.toMatchObject({
      code: "bench-answer",
      kind: "deploy",
      message: `GET https://one/prod/transactions/bench-nobody answered ${told}, not the 404 of a payment that is not there`,
    });
  });
});
