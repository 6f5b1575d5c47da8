import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2, Context } from "aws-lambda";
import { createDocuments } from "./document-logic.ts";
import type { Documents } from "./document-logic.ts";
import type { DocumentStore, DocumentVersion, StoredDocument } from "./document.ts";
import type { LedgerItem, RegionState, TransactionStore } from "./ledger.ts";
import type { Log } from "../common/log.ts";
import { createTransactions } from "./logic.ts";
import type { Transactions } from "./logic.ts";
import { fenceOf } from "./testing/fence.ts";

/** A workload table in memory, with DynamoDB's semantics: one item per key pair, conditional puts, keys ordered as text. */
export function memoryStore() {
  const items = new Map<string, LedgerItem>();
  const keyOf = ({ id, epoch, region }: LedgerItem) => `TX#${id} ${String(epoch).padStart(10, "0")}#${region}`;
  const store: TransactionStore = {
    versions: async (id) =>
      [...items]
        .filter(([key]) => key.startsWith(`TX#${id} `))
        .toSorted(([left], [right]) => (left < right ? 1 : -1))
        .map(([, item]) => item),
    append: async (item) => {
      if (items.has(keyOf(item))) return "exists";
      items.set(keyOf(item), item);
      return "appended";
    },
  };
  return { store, items };
}

/** A documents bucket in memory: one object per transaction, epoch and region, written once. */
export function memoryDocuments() {
  const objects = new Map<string, { readonly document: StoredDocument; readonly bytes: Uint8Array<ArrayBuffer> }>();
  const keyOf = (id: string, { epoch, region }: DocumentVersion) =>
    `transactions/${id}/${String(epoch).padStart(10, "0")}-${region}`;
  const read = async (id: string, version: DocumentVersion) =>
    objects.get(keyOf(id, version)) ?? Promise.reject(new Error(`there is no object ${keyOf(id, version)}`));
  const documents: DocumentStore = {
    versions: async (id) =>
      [...objects]
        .filter(([key]) => key.startsWith(`transactions/${id}/`))
        .toSorted(([left], [right]) => (left < right ? 1 : -1))
        .map(([, { document }]) => ({ region: document.region, epoch: document.epoch })),
    describe: async (id, version) => (await read(id, version)).document,
    read,
    store: async (id, document, bytes) => {
      const key = keyOf(id, document);
      if (objects.has(key)) return "exists";
      objects.set(key, { document, bytes });
      return "stored";
    },
  };
  return { documents, objects };
}

/** A log that keeps its lines as `level message` and the fields beside them. */
export function memoryLog() {
  const lines: { readonly line: string; readonly detail: unknown }[] = [];
  const keep = (level: string) => (message: string, detail?: unknown) => {
    lines.push({ line: `${level} ${message}`, detail });
  };
  const log: Log = { debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") };
  return { log, lines };
}

/** The moment at which fixture clocks stand. */
export const instant = Date.UTC(2026, 10, 21, 12, 0, 0);

/** One region's ledger over a store. */
export function ledgerOf(
  store: TransactionStore,
  region: string,
  state: RegionState | Error | undefined,
  log: Log = memoryLog().log,
): Transactions {
  const readState = async () => {
    if (state instanceof Error) throw state;
    return state;
  };
  const now = () => instant;
  return createTransactions({ store, fence: fenceOf(readState, now), region, now, log });
}

/** One region's documents over two stores. */
export function documentsOf(
  documents: DocumentStore,
  ledger: TransactionStore,
  region: string,
  state: RegionState | Error | undefined,
  log: Log = memoryLog().log,
): Documents {
  const readState = async () => {
    if (state instanceof Error) throw state;
    return state;
  };
  const now = () => instant;
  return createDocuments({ documents, ledger, fence: fenceOf(readState, now), region, now, log });
}

/** An event as a REST API with a `{proxy+}` resource sends it, payload format 1.0. */
export function restEvent(method: string, path: string, body: string | null = null): APIGatewayProxyEvent {
  const headers = {
    Accept: "*/*",
    Host: "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
    "User-Agent": "curl/8.7.1",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
  };
  return {
    resource: path === "/" ? "/" : "/{proxy+}",
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: path === "/" ? null : { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: "123456789012",
      apiId: "a1b2c3d4e5",
      authorizer: null,
      domainName: "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
      domainPrefix: "a1b2c3d4e5",
      extendedRequestId: "JKJaXmPLvHcESHA=",
      httpMethod: method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: "203.0.113.7",
        user: null,
        userAgent: "curl/8.7.1",
        userArn: null,
      },
      path: `/prod${path}`,
      protocol: "HTTP/1.1",
      requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      requestTime: "21/Nov/2026:12:00:00 +0000",
      requestTimeEpoch: instant,
      resourceId: "123456",
      resourcePath: path === "/" ? "/" : "/{proxy+}",
      stage: "prod",
    },
    body,
    isBase64Encoded: false,
  };
}

/** An event as a function URL sends it, payload format 2.0. */
export function urlEvent(method: string, path: string, body?: string): APIGatewayProxyEventV2 {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: "",
    headers: { host: "abc.lambda-url.us-east-1.on.aws", "x-forwarded-proto": "https" },
    requestContext: {
      accountId: "anonymous",
      apiId: "abc",
      domainName: "abc.lambda-url.us-east-1.on.aws",
      domainPrefix: "abc",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "curl/8.7.1" },
      requestId: "4a3d0b2e-0000-4000-8000-000000000000",
      routeKey: "$default",
      stage: "$default",
      time: "21/Nov/2026:12:00:00 +0000",
      timeEpoch: instant,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}

/** An event as an Application Load Balancer sends it: an absent body is empty text. */
export function albEvent(method: string, path: string, body = ""): ALBEvent {
  return {
    requestContext: {
      elb: {
        targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/ledger/0123456789abcdef",
      },
    },
    httpMethod: method,
    path,
    queryStringParameters: {},
    headers: { host: "ledger-1.us-east-1.elb.amazonaws.com", "x-forwarded-proto": "http" },
    body,
    isBase64Encoded: false,
  };
}

/** What Lambda passes beside the event, without its functions, which nothing calls. */
export const lambdaContext = {
  awsRequestId: "7e1f3c52-0000-4000-8000-000000000001",
  callbackWaitsForEmptyEventLoop: false,
  functionName: "payment-processor-us-east-2-dev1",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-2:123456789012:function:payment-processor-us-east-2-dev1",
  logGroupName: "/aws/lambda/payment-processor-us-east-2-dev1",
  logStreamName: "2026/11/21/[$LATEST]0123456789abcdef",
  memoryLimitInMB: "512",
} as Context;
