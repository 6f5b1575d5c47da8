import { describe, expect, it } from "vitest";
import { definitionHash, proxyRoutes } from "./api-definition.ts";

describe("definitionHash", () => {
  const hash = definitionHash(proxyRoutes, "payment-processor-us-east-1-dev1");

  it("is the same for the same definition in all programs", () => {
    expect(hash).toBe("581dbc2a0220ef36a4b59cb1dd107ff91e7f783953a0fe25c401690410f363e8");
    expect(
      definitionHash(
        proxyRoutes.map((route) => ({ ...route })),
        "payment-processor-us-east-1-dev1",
      ),
    ).toBe(hash);
  });

  it("changes with the function behind the API", () => {
    expect(definitionHash(proxyRoutes, "payment-processor-us-east-2-dev1")).not.toBe(hash);
  });

  it("changes with a route more or less", () => {
    expect(definitionHash(proxyRoutes.slice(1), "payment-processor-us-east-1-dev1")).not.toBe(hash);
  });

  it("does not change with the names of resources", () => {
    const renamed = proxyRoutes.map((route) => ({ ...route, key: `other-${route.key}` }));
    expect(definitionHash(renamed, "payment-processor-us-east-1-dev1")).toBe(hash);
  });
});
