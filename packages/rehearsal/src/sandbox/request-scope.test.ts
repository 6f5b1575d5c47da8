import fc from "fast-check";
import { expect, test } from "vitest";
import {
  actionIsInBody,
  balancerOf,
  callerOf,
  connectedToHeader,
  customDomainOf,
  emulatorTarget,
  isFunctionUrl,
  pingedRegion,
  requestScope,
  sourceOf,
} from "./request-scope.ts";
import type { RequestHead } from "./request-scope.ts";

function signed(region: string, service: string): string {
  return `AWS4-HMAC-SHA256 Credential=test/20261121/${region}/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`;
}

function head(method: string, target: string, headers: RequestHead["headers"] = {}): RequestHead {
  return { method, target, headers: { host: "127.0.0.1:4566", ...headers } };
}

test("JSON protocols name the action in x-amz-target", () => {
  const request = head("POST", "/", {
    authorization: signed("us-east-2", "dynamodb"),
    "x-amz-target": "DynamoDB_20120810.PutItem",
  });
  expect(requestScope(request)).toEqual({ region: "us-east-2", service: "dynamodb", action: "PutItem" });
});

test("the Query protocol names it in the body", () => {
  const request = head("POST", "/", {
    authorization: signed("us-east-1", "iam"),
    "content-type": "application/x-www-form-urlencoded",
  });
  expect(actionIsInBody(request)).toBe(true);
  expect(requestScope(request, "Version=2010-05-08&Action=CreateRole&RoleName=a%26Action%3Db")).toEqual({
    region: "us-east-1",
    service: "iam",
    action: "CreateRole",
  });
});

test("the Query protocol may name it in the query", () => {
  const request = head("GET", "/?Action=GetCallerIdentity&Version=2011-06-15", {
    authorization: signed("us-west-2", "sts"),
  });
  expect(requestScope(request)).toEqual({ region: "us-west-2", service: "sts", action: "GetCallerIdentity" });
});

test("RPC over CBOR names it in the path", () => {
  const request = head("POST", "/service/GraniteServiceVersion20100801/operation/PutDashboard", {
    authorization: signed("eu-west-1", "monitoring"),
  });
  expect(requestScope(request)).toEqual({ region: "eu-west-1", service: "monitoring", action: "PutDashboard" });
});

test("REST protocols have a method and a path, without its query", () => {
  const request = head("GET", "/2015-03-31/functions/pay?Qualifier=1", {
    authorization: signed("us-east-2", "lambda"),
  });
  expect(requestScope(request)).toEqual({
    region: "us-east-2",
    service: "lambda",
    action: "GET /2015-03-31/functions/pay",
  });
});

test("a presigned query is a signature too", () => {
  const request = head(
    "GET",
    "/bucket/key?X-Amz-Credential=AKID%2F20261121%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Expires=60",
  );
  expect(requestScope(request)).toEqual({ region: "eu-central-1", service: "s3", action: "GET /bucket/key" });
});

test("a REST API's host names the region, and is served under its identifier", () => {
  const request = head("POST", "/prod/transactions?dry=1", { host: "a1b2c3d4e5.execute-api.us-east-2.amazonaws.com" });
  expect(requestScope(request)).toEqual({ region: "us-east-2", service: "execute-api", action: "Invoke" });
  expect(emulatorTarget(request)).toBe("/_aws/execute-api/a1b2c3d4e5/prod/transactions?dry=1");
});

test.each(["d-a1b2c3.execute-api.us-east-2.amazonaws.com", "api.test.local.execute-api.us-east-2.amazonaws.com:443"])(
  "a custom domain name belongs to the region of the endpoint %s",
  (endpoint) => {
    const request = head("GET", "/transactions", { host: "API.test.local:443", [connectedToHeader]: endpoint });
    expect(customDomainOf(request)).toEqual({ domainName: "api.test.local", region: "us-east-2" });
    expect(requestScope(request)).toEqual({ region: "us-east-2", service: "execute-api", action: "Invoke" });
  },
);

test("without a region's endpoint, no region's custom domain is asked for", () => {
  expect(customDomainOf(head("GET", "/", { host: "api.test.local" }))).toBeUndefined();
  expect(
    customDomainOf(head("GET", "/", { host: "api.test.local", [connectedToHeader]: "test.local" })),
  ).toBeUndefined();
});

const balancer = "ledger-0123abcd.us-east-2.elb.amazonaws.com";

test.each([
  [{ host: balancer }, { host: balancer, port: 443 }],
  [
    { host: balancer, "tandem-scheme": "http" },
    { host: balancer, port: 80 },
  ],
  [{ host: `${balancer.toUpperCase()}:8080` }, { host: balancer, port: 8080 }],
  [
    { host: "api.bank.test", [connectedToHeader]: balancer },
    { host: balancer, port: 443 },
  ],
  [
    { host: "api.bank.test", [connectedToHeader]: "127.95.0.1", "tandem-scheme": "http" },
    { host: "127.95.0.1", port: 80 },
  ],
  [
    { host: "internal-ledger-1.us-east-2.elb.amazonaws.com" },
    { host: "internal-ledger-1.us-east-2.elb.amazonaws.com", port: 443 },
  ],
])("a load balancer's host or address names the region: %j", (headers, place) => {
  const request = head("GET", "/health", { ...headers, authorization: "Bearer token" });
  expect(balancerOf(request)).toEqual({ region: "us-east-2", ...place });
  expect(requestScope(request)).toEqual({ region: "us-east-2", service: "elasticloadbalancing", action: "Request" });
});

test.each([
  { host: "127.0.0.1:4566", authorization: signed("us-east-1", "elasticloadbalancing") },
  { host: "x.elb.amazonaws.com" },
  { host: "api.bank.test", [connectedToHeader]: "d-a1.execute-api.us-east-2.amazonaws.com" },
])("what is at no load balancer is taken for none: %j", (headers) => {
  expect(balancerOf(head("GET", "/", headers))).toBeUndefined();
});

test("a function URL's host names the region, and is served under its identifier", () => {
  const request = head("GET", "/latch", { host: "abc123.lambda-url.ap-southeast-2.on.aws" });
  expect(requestScope(request)).toEqual({ region: "ap-southeast-2", service: "lambda", action: "InvokeFunctionUrl" });
  expect(emulatorTarget(request)).toBe("/_aws/lambda-url/abc123/latch");
  expect(isFunctionUrl(request)).toBe(true);
  expect(isFunctionUrl(head("GET", "/latch", { host: "a1b2c3d4e5.execute-api.us-east-2.amazonaws.com" }))).toBe(false);
});

test("a client's own Authorization header does not change whose API it calls", () => {
  const request = head("GET", "/prod/", {
    host: "a1b2c3d4e5.execute-api.us-east-2.amazonaws.com",
    authorization: "Bearer token",
    "content-type": "application/x-www-form-urlencoded",
  });
  expect(requestScope(request)).toEqual({ region: "us-east-2", service: "execute-api", action: "Invoke" });
});

test("what is neither signed nor at a host of AWS's has no region and no service", () => {
  expect(requestScope(head("GET", "/_ministack/health"))).toEqual({
    region: undefined,
    service: undefined,
    action: "GET /_ministack/health",
  });
});

test("only a signed form is read for its action", () => {
  const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  expect(actionIsInBody(head("POST", "/", form))).toBe(false);
  expect(actionIsInBody(head("POST", "/", { authorization: signed("us-east-1", "sns") }))).toBe(false);
  expect(actionIsInBody(head("PUT", "/", { ...form, authorization: signed("us-east-1", "sns") }))).toBe(false);
  expect(actionIsInBody(head("POST", "/", { ...form, authorization: signed("us-east-1", "sns") }))).toBe(true);
});

test("path and query go on as they were signed, whatever they hold", () => {
  fc.assert(
    fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
      const target = `/${path}//?${query}`;
      expect(emulatorTarget(head("GET", target))).toBe(target);
    }),
  );
});

test.each([
  ["GET", "/bucket/key?x-id=GetObject", "GetObject"],
  ["GET", "/bucket/key?x-id=GetObject&versionId=1", "GetObjectVersion"],
  ["PUT", "/bucket/a/b?x-id=PutObject", "PutObject"],
  ["HEAD", "/bucket/a/b", "HeadObject"],
  ["HEAD", "/bucket", "HEAD /bucket"],
  ["HEAD", "/bucket/", "HEAD /bucket/"],
  ["GET", "/bucket?list-type=2&prefix=a", "ListObjectsV2"],
  ["GET", "/bucket?versioning", "GET /bucket"],
])("S3's %s %s is %s", (method, target, action) => {
  const request = head(method, target, { authorization: signed("us-east-1", "s3") });
  expect(requestScope(request)).toEqual({ region: "us-east-1", service: "s3", action });
});

test("the caller is the access key of the signature, wherever it is", () => {
  expect(callerOf(head("GET", "/", { authorization: signed("us-east-1", "s3") }))).toBe("test");
  const presigned = "/key?X-Amz-Credential=AKID%2F20261121%2Feu-central-1%2Fs3%2Faws4_request";
  expect(callerOf(head("GET", presigned))).toBe("AKID");
  expect(callerOf(head("GET", "/"))).toBe(undefined);
  expect(callerOf(head("GET", "/key?X-Amz-Credential="))).toBe(undefined);
});

test("a function's region is told by the preload's header, or by its SDK's user agent", () => {
  const agent = "aws-sdk-js/3.900.0 ua/2.1 os/linux lang/js md/nodejs#24.21.0 app/tandem-us-east-2 m/E,b";
  expect(sourceOf(head("GET", "/", { "tandem-from-region": "us-east-1" }))).toBe("us-east-1");
  expect(sourceOf(head("POST", "/", { "user-agent": agent }))).toBe("us-east-2");
  expect(sourceOf(head("POST", "/", { "user-agent": agent.replace(" m/E,b", "") }))).toBe("us-east-2");
  expect(sourceOf(head("POST", "/", { "user-agent": agent.replace("app/", "md/") }))).toBeUndefined();
  expect(sourceOf(head("GET", "/"))).toBeUndefined();
});

test("a ping of DynamoDB's endpoint is one of its region, and nothing but a ping is", () => {
  const host = "dynamodb.us-west-2.amazonaws.com";
  const ping = head("GET", "/ping", { host });
  expect(pingedRegion(ping)).toBe("us-west-2");
  expect(requestScope(ping)).toEqual({ region: "us-west-2", service: "dynamodb", action: "Ping" });
  const others = [head("POST", "/ping", { host }), head("GET", "/", { host }), head("GET", "/ping")];
  expect(others.map(pingedRegion)).toEqual([undefined, undefined, undefined]);
});
