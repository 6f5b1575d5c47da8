import { beforeEach, describe, expect, test } from "vitest";
import { albEvent, lambdaContext, memoryLog, restEvent, urlEvent } from "./fixtures.ts";
import type { Reply } from "./reply.ts";
import { createHttpHandler } from "./routes.ts";
import type { HttpEvent } from "./routes.ts";

const common = {
  "cache-control": "no-store",
  "content-type": "application/json",
  "x-request-id": lambdaContext.awsRequestId,
};
const legal = [
  "POST /transactions",
  "GET /transactions/:id",
  "PUT /transactions/:id/document",
  "GET /transactions/:id/document",
  "GET /health",
  "GET /ready",
];
const noRoute = {
  error: "no-route",
  message: `there is no such route; legal are ${legal.join(", ")}`,
  routes: legal,
};

/** Bytes that are no UTF-8: as text they would not come back. */
const document = {
  status: 200,
  bytes: new Uint8Array([0x25, 0x50, 0xff, 0xfe, 0x00]),
  headers: { "content-type": "application/pdf", "x-document-epoch": "2" },
};

let asked: string[];
beforeEach(() => {
  asked = [];
});

function handlerThat(answer: (asked: string) => Reply) {
  const { log, lines } = memoryLog();
  const reply = async (what: string) => {
    asked.push(what);
    return answer(what);
  };
  const handle = createHttpHandler({
    transactions: { accept: (body) => reply(`accept ${body}`), show: (id) => reply(`show ${id}`) },
    documents: {
      put: (id, type, bytes) => reply(`put ${id} ${type} ${Buffer.from(bytes).toString("latin1")}`),
      get: async () => document,
    },
    health: { health: () => reply("health"), ready: () => reply("ready") },
    log,
  });
  const send = async (event: HttpEvent) => {
    const { statusCode, headers, body } = await handle(event, lambdaContext);
    return { statusCode, headers, body: JSON.parse(body ?? "") as unknown };
  };
  return { send, handle, lines };
}
const ok = () => handlerThat((what) => ({ status: 200, body: { what } }));

describe.each([
  ["a REST API", restEvent],
  ["a function URL", urlEvent],
  ["a load balancer", albEvent],
] as const)("events of %s", (_, event) => {
  test.each([
    ["POST", "/transactions", '{"id":"é"}', 'accept {"id":"é"}'],
    ["GET", "/transactions/pay_1", undefined, "show pay_1"],
    ["GET", "/transactions/a%2Fb", undefined, "show a/b"],
    ["GET", "/health", undefined, "health"],
    ["GET", "/health/", undefined, "health"],
    ["GET", "/ready", undefined, "ready"],
  ])("%s %s reaches its route", async (method, path, body, what) => {
    expect(await ok().send(event(method, path, body))).toEqual({
      statusCode: 200,
      headers: common,
      body: { what },
    });
  });

  test.each([
    ["GET", "/transactions", "POST", "POST /transactions"],
    ["HEAD", "/health", "GET", "GET /health"],
    ["DELETE", "/transactions/pay_1", "GET", "GET /transactions/:id"],
    ["OPTIONS", "/ready", "GET", "GET /ready"],
  ])("%s %s is told the legal method", async (method, path, allow, route) => {
    expect(await ok().send(event(method, path))).toEqual({
      statusCode: 405,
      headers: { ...common, allow },
      body: { error: "method-not-allowed", message: `the route is ${route}`, routes: [route] },
    });
    expect(asked).toEqual([]);
  });

  test.each([
    ["GET", "/"],
    ["GET", "/transactions/a/b"],
    ["POST", "/payments"],
    ["GET", "/transactions/%zz"],
    ["GET", "/transactions/%20"],
  ])("%s %s is told the legal routes", async (method, path) => {
    expect(await ok().send(event(method, path))).toEqual({
      statusCode: 404,
      headers: common,
      body: noRoute,
    });
    expect(asked).toEqual([]);
  });

  test("a path with two methods names both", async () => {
    const routes = ["PUT /transactions/:id/document", "GET /transactions/:id/document"];
    const result = await ok().handle(event("DELETE", "/transactions/pay_1/document"), lambdaContext);
    const { statusCode, headers, multiValueHeaders, body } = { multiValueHeaders: undefined, ...result };
    // Payload format 1.0 has a place of its own for a list.
    expect([
      statusCode,
      multiValueHeaders?.["allow"]?.join(", ") ?? headers?.["allow"],
      JSON.parse(body ?? ""),
    ]).toEqual([
      405,
      "PUT, GET",
      { error: "method-not-allowed", message: `the routes are ${routes.join(", ")}`, routes },
    ]);
  });

  test("a document goes in and comes out as bytes", async () => {
    const body = Buffer.from(document.bytes).toString("base64");
    const put = event("PUT", "/transactions/pay_1/document", body);
    const headers = { ...put.headers, "content-type": "application/pdf" };
    await ok().send({ ...put, headers, isBase64Encoded: true });
    expect(asked).toEqual(["put pay_1 application/pdf %P\u00ff\u00fe\u0000"]);

    const result = await ok().handle(event("GET", "/transactions/pay_1/document"), lambdaContext);
    expect([result.statusCode, result.headers, result.body, result.isBase64Encoded]).toEqual([
      200,
      { ...common, ...document.headers },
      body,
      true,
    ]);
  });

  test("a method that HTTP's registry hardly knows is told the legal routes", async () => {
    expect(await ok().send(event("PROPFIND", "/health"))).toEqual({
      statusCode: 405,
      headers: common,
      body: {
        error: "method-not-allowed",
        message: `no route has that method; legal are ${legal.join(", ")}`,
        routes: legal,
      },
    });
  });

  test("the body of a GET is dropped", async () => {
    expect((await ok().send(event("GET", "/health", "surplus"))).statusCode).toBe(200);
  });

  test("an answer keeps its own headers and the order of its keys", async () => {
    const { handle } = handlerThat(() => ({
      status: 503,
      headers: { "retry-after": "5" },
      body: { status: "unhealthy", reasons: ["b", "a"], epoch: 1 },
    }));
    const { statusCode, headers, body } = await handle(event("GET", "/health"), lambdaContext);
    expect([statusCode, headers, body]).toEqual([
      503,
      { ...common, "retry-after": "5" },
      '{"status":"unhealthy","reasons":["b","a"],"epoch":1}',
    ]);
  });
});

test("a body in base64 is decoded", async () => {
  const body = Buffer.from('{"id":"é"}').toString("base64");
  await ok().send({ ...restEvent("POST", "/transactions", body), isBase64Encoded: true });
  expect(asked).toEqual(['accept {"id":"é"}']);
});

test("a document in text is taken as UTF-8", async () => {
  const event = restEvent("PUT", "/transactions/pay_1/document", "é");
  await ok().send({ ...event, headers: { ...event.headers, "content-type": "text/plain" } });
  expect(asked).toEqual([`put pay_1 text/plain ${Buffer.from("é").toString("latin1")}`]);
});

test("a document without a content type has none", async () => {
  await ok().send({ ...restEvent("PUT", "/transactions/pay_1/document", "QQ=="), isBase64Encoded: true });
  expect(asked).toEqual(["put pay_1 undefined A"]);
});

test("a POST without a body is an empty one", async () => {
  await ok().send(restEvent("POST", "/transactions"));
  expect(asked).toEqual(["accept "]);
});

const internal = {
  statusCode: 500,
  headers: common,
  body: {
    error: "internal",
    message: "the request failed; its x-request-id finds it in the log",
  },
};

test("an unforeseen failure is a 500 that keeps its cause to the log", async () => {
  const failure = new Error("secret detail");
  const { send, lines } = handlerThat(() => {
    throw failure;
  });
  expect(await send(restEvent("GET", "/health"))).toEqual(internal);
  expect(lines.filter(({ line }) => !line.startsWith("debug"))).toEqual([
    { line: "error the request failed", detail: failure },
  ]);
});

test("an event without a host to make a URL of is a 500 as well", async () => {
  const event = { ...restEvent("GET", "/health"), headers: { Host: "not a host" } };
  const { send, lines } = ok();
  expect(await send({ ...event, multiValueHeaders: {} })).toEqual(internal);
  expect(lines.map(({ line }) => line)).toEqual(["error the request failed"]);
});
