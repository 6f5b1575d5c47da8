import { describe, expect, it } from "vitest";
import { asksTheSame } from "./health-check-likeness.ts";

describe("a check of an endpoint", () => {
  const config = {
    Type: "HTTPS_STR_MATCH",
    FullyQualifiedDomainName: "api.test",
    ResourcePath: "/health",
    SearchString: "healthy",
    Inverted: false,
  } as const;
  const inputs = { type: "HTTPS_STR_MATCH", fqdn: "api.test", resourcePath: "/health", searchString: "healthy" };

  it("is like what asks the same of the same endpoint", () => {
    expect(asksTheSame(config, inputs)).toBe(true);
    expect(asksTheSame({ ...config, Inverted: true }, { ...inputs, invertHealthcheck: true })).toBe(true);
  });

  it.for([
    { type: "HTTPS" },
    { fqdn: "other.test" },
    { fqdn: undefined },
    { resourcePath: "/ready" },
    { searchString: "ready" },
    { invertHealthcheck: true },
  ])("is unlike what has %o", (other) => {
    expect(asksTheSame(config, { ...inputs, ...other })).toBe(false);
  });

  it("without a host is like none", () => {
    expect(asksTheSame({ Type: "TCP" }, { type: "TCP" })).toBe(false);
  });
});

describe("a check that is calculated from others", () => {
  const config = { Type: "CALCULATED", ChildHealthChecks: ["a", "b"], HealthThreshold: 2 } as const;
  const inputs = { type: "CALCULATED", childHealthchecks: ["b", "a"], childHealthThreshold: 2 };
  const like = (one: object, other: object) =>
    asksTheSame({ ...config, ChildHealthChecks: ["a", "b"], ...one }, { ...inputs, ...other });

  it("is like what has the same children, in any order", () => {
    expect(like({}, {})).toBe(true);
  });

  it.for([
    { childHealthchecks: ["a"] },
    { childHealthchecks: ["a", "b", "c"] },
    { childHealthchecks: undefined },
    { childHealthThreshold: 1 },
    { invertHealthcheck: true },
  ])("is unlike what has %o", (other) => {
    expect(like({}, other)).toBe(false);
  });

  it("is unlike one whose children nobody tells, even where none are asked for", () => {
    expect(like({ ChildHealthChecks: undefined }, {})).toBe(false);
    expect(like({ ChildHealthChecks: undefined }, { childHealthchecks: [] })).toBe(false);
  });
});
