import fc from "fast-check";
import { expect, test } from "vitest";
import { mappedTarget } from "./custom-domain.ts";

const root = { basePath: "(none)", restApiId: "a1", stage: "prod" };
const payments = { basePath: "payments", restApiId: "b2", stage: "live" };
const refunds = { basePath: "payments/refunds", restApiId: "c3", stage: "live" };

test.each([
  ["/", "/_aws/execute-api/a1/prod/"],
  ["/transactions/1?dry=%2F", "/_aws/execute-api/a1/prod/transactions/1?dry=%2F"],
  ["/payments", "/_aws/execute-api/b2/live/"],
  ["/payments?a=/b", "/_aws/execute-api/b2/live/?a=/b"],
  ["/payments/1", "/_aws/execute-api/b2/live/1"],
  ["/payments/refunds/1", "/_aws/execute-api/c3/live/1"],
  ["/paymentsx", "/_aws/execute-api/a1/prod/paymentsx"],
])("%s is served under the longest base path that fits", (target, expected) => {
  expect(mappedTarget([payments, root, refunds], target)).toBe(expected);
});

test("without a root mapping, other paths show nothing", () => {
  expect(mappedTarget([payments], "/")).toBeUndefined();
  expect(mappedTarget([payments], "/paymentsx")).toBeUndefined();
  expect(mappedTarget([], "/payments")).toBeUndefined();
});

test("a mapping without a stage leaves it to the path", () => {
  expect(mappedTarget([{ basePath: "(none)", restApiId: "a1", stage: "" }], "/prod/x")).toBe(
    "/_aws/execute-api/a1/prod/x",
  );
});

test("a root mapping keeps path and query as they are", () => {
  fc.assert(
    fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
      const target = `/${path}?${query}`;
      expect(mappedTarget([root], target)).toBe(`/_aws/execute-api/a1/prod${target}`);
    }),
  );
});
