import { LambdaClient, ResourceNotFoundException } from "@aws-sdk/client-lambda";
import type { InvokeCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { askFunction, functionAnswer, functionEvent, healthEvent } from "./function-target.ts";
import type { BalancerRequest } from "./forwarded-request.ts";
import { listener } from "./testing/data.ts";

const base: BalancerRequest = {
  method: "GET",
  target: "/",
  headers: [["Host", "api.bank.test"]],
  body: Buffer.alloc(0),
  clientAddress: "127.0.0.1",
};
const event = (change: Partial<BalancerRequest> = {}) => functionEvent({ ...base, ...change }, listener, "arn:group");
const typed = (type: string, body: string | Buffer, more: [string, string][] = []) =>
  event({ method: "POST", headers: [["Content-Type", type], ...more], body: Buffer.from(body) });

// Application Load Balancers guide, "Use Lambda functions as targets".
describe("a function's event", () => {
  it("has the request as the guide shows it, and what the balancer adds", () => {
    const { headers, ...rest } = event({
      method: "PUT",
      target: "/a%2Fb?x=1&y=a%20b&x=2&z&=",
      headers: [
        ["Host", "api.bank.test"],
        ["X-Forwarded-For", "192.0.2.1"],
        ["x-forwarded-proto", "https"],
        ["Accept", "a/b"],
        ["accept", "c/d"],
        ["Connection", "keep-alive"],
      ],
    });
    expect(rest).toEqual({
      requestContext: { elb: { targetGroupArn: "arn:group" } },
      httpMethod: "PUT",
      path: "/a%2Fb",
      queryStringParameters: { x: "2", y: "a%20b", z: "", "": "" },
      body: "",
      isBase64Encoded: false,
    });
    expect(headers).toEqual({
      host: "api.bank.test",
      accept: "c/d",
      "x-forwarded-for": "192.0.2.1, 127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-port": "80",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) as string,
    });
  });

  it.each([
    "text/plain",
    "application/json",
    "application/json; charset=utf-8",
    "application/javascript",
    "application/xml",
  ])("has a body of %s as text", (type) => {
    expect(typed(type, '{"a":"ä"}')).toMatchObject({ body: '{"a":"ä"}', isBase64Encoded: false });
  });

  it("has every other body, and an encoded one, in base64", () => {
    const bytes = Buffer.from([0, 255, 10]);
    expect(typed("image/png", bytes)).toMatchObject({ body: "AP8K", isBase64Encoded: true });
    expect(typed("application/jsonl", "{}")).toMatchObject({ body: "e30=", isBase64Encoded: true });
    expect(typed("application/json", "{}", [["Content-Encoding", "gzip"]])).toMatchObject({ isBase64Encoded: true });
    expect(event({ method: "POST", body: bytes })).toMatchObject({ isBase64Encoded: true });
  });

  it("of a health check is the one that the guide shows", () => {
    expect(healthEvent("/health", "arn:group")).toEqual({
      requestContext: { elb: { targetGroupArn: "arn:group" } },
      httpMethod: "GET",
      path: "/health",
      queryStringParameters: {},
      headers: { "user-agent": "ELB-HealthChecker/2.0" },
      body: "",
      isBase64Encoded: false,
    });
  });
});

describe("a function's answer", () => {
  const answer = (value: unknown) => {
    const { status, statusText, headers, body } = functionAnswer(JSON.stringify(value));
    return [status, statusText, headers, body.toString("latin1")];
  };

  it("comes with its status, words, headers and text", () => {
    const headers = { "Content-Type": "application/json", "Retry-After": 5, "Content-Length": "9" };
    const value = { statusCode: 503, statusDescription: "503 Come again", headers, body: "{}", isBase64Encoded: false };
    expect(answer(value)).toEqual([
      503,
      "Come again",
      { "content-type": "application/json", "retry-after": "5" },
      "{}",
    ]);
  });

  it("comes with its document where it is in base64", () => {
    expect(answer({ statusCode: 200, body: "AP8K", isBase64Encoded: true })).toEqual([
      200,
      undefined,
      { "content-type": "application/octet-stream" },
      "\0\u00FF\n",
    ]);
  });

  it.each([
    null,
    "text",
    {},
    { statusCode: "200" },
    { statusCode: 200, body: {} },
    { statusCode: 200, headers: { a: ["b"] } },
  ])("of another form is 502: %j", (value) => {
    expect(answer(value)[0]).toBe(502);
  });

  it("that is no JSON is 502", () => {
    expect(functionAnswer("").status).toBe(502);
  });
});

describe("asking a function", () => {
  /** A client whose calls are answered by this. */
  function answering(send: (command: InvokeCommand) => unknown): LambdaClient {
    const client = new LambdaClient({ region: "us-east-1" });
    return Object.assign(client, { send: async (command: InvokeCommand) => send(command) });
  }
  const payload = (value: unknown) => ({ transformToString: () => JSON.stringify(value), length: 10 });

  it("invokes it with the event", async () => {
    let asked: InvokeCommand | undefined;
    const client = answering((command) => {
      asked = command;
      return { Payload: payload({ statusCode: 204 }) };
    });
    expect((await askFunction(client, "arn:function", event())).status).toBe(204);
    expect(asked?.input.FunctionName).toBe("arn:function");
    expect(JSON.parse(asked?.input.Payload as string)).toMatchObject({ httpMethod: "GET", path: "/" });
  });

  it.each([
    ["fails", () => ({ FunctionError: "Unhandled", Payload: payload({ statusCode: 200 }) })],
    ["answers with more than 1 MB", () => ({ Payload: { ...payload({ statusCode: 200 }), length: 1_048_577 } })],
    [
      "is not there",
      () => {
        throw new ResourceNotFoundException({ message: "gone", $metadata: {} });
      },
    ],
  ])("answers 502 where it %s", async (_, send) => {
    expect((await askFunction(answering(send), "arn:function", event())).status).toBe(502);
  });

  it("answers 413 to a body of more than 1 MB, and asks for none", async () => {
    let asked = 0;
    const client = answering(() => {
      asked += 1;
      return { Payload: payload({ statusCode: 200 }) };
    });
    const [most, more] = [1_048_576, 1_048_577].map((size) => typed("image/png", Buffer.alloc(size)));
    expect((await askFunction(client, "arn:function", most ?? event())).status).toBe(200);
    expect((await askFunction(client, "arn:function", more ?? event())).status).toBe(413);
    expect(asked).toBe(1);
  });
});
