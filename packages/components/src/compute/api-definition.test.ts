import { describe, expect, it } from "vitest";
import { definitionHash, proxyRoutes } from "./api-definition.ts";

describe("definitionHash", () => {
  const hash = definitionHash(proxyRoutes, "payment-processor-us-east-1-dev1");

  it("is the same for the same definition in all programs", () => {
    expect(hash).toBe("170119c2e8e1bb1378c96ffef1b3b16019096dcf5016a28bc7f9cea966210ed1");
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
