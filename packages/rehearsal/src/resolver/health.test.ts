import { describe, expect, it } from "vitest";
import { isCheckHealthy, isEndpointHealthy } from "./health.ts";
import type { CheckerView } from "./health.ts";
import type { CalculatedCheck, EndpointCheck } from "./model.ts";

const endpoint: EndpointCheck = {
  id: "e1",
  kind: "endpoint",
  inverted: false,
  disabled: false,
  endpoint: { scheme: "https", host: "a.test", port: 443, path: "/", searchString: undefined },
  intervalSeconds: 10,
  failureThreshold: 3,
  regions: [],
};
/** Eight checkers, of which so many think that the endpoint is healthy. */
const views = (healthy: number, requests = 3): CheckerView[] =>
  Array.from({ length: 8 }, (_, index) => ({ healthy: index < healthy, requests }));

// The quoted statements are of Route 53's developer guide, "How Amazon Route 53 determines whether a health check is
// healthy", and of HealthCheckConfig in its API reference.
describe("a check of an endpoint", () => {
  it("is healthy when more than 18% of health checkers report that the endpoint is healthy", () => {
    expect(isEndpointHealthy(endpoint, views(8))).toBe(true);
    expect(isEndpointHealthy(endpoint, views(2))).toBe(true);
  });

  it("is unhealthy when 18% of health checkers or fewer report that it is healthy", () => {
    expect(isEndpointHealthy(endpoint, views(1))).toBe(false);
    expect(isEndpointHealthy(endpoint, views(0))).toBe(false);
    const hundred = (healthy: number) => Array.from({ length: 100 }, (_, i) => ({ healthy: i < healthy, requests: 3 }));
    expect([18, 19].map((healthy) => isEndpointHealthy(endpoint, hundred(healthy)))).toEqual([false, true]);
  });

  it("is considered healthy while it is new, until there is enough data", () => {
    const [first, ...others] = views(0);
    expect(isEndpointHealthy(endpoint, views(0, 0))).toBe(true);
    expect(isEndpointHealthy(endpoint, [{ ...first!, requests: 2 }, ...others])).toBe(true);
  });

  it("is considered unhealthy while it is new and inverted", () => {
    const inverted = { ...endpoint, inverted: true };
    expect(isEndpointHealthy(inverted, views(8, 0))).toBe(false);
    expect(isEndpointHealthy(inverted, views(0, 2))).toBe(false);
  });

  it("that is inverted considers an unhealthy endpoint healthy, and the other way round", () => {
    const inverted = { ...endpoint, inverted: true };
    expect(isEndpointHealthy(inverted, views(8))).toBe(false);
    expect(isEndpointHealthy(inverted, views(0))).toBe(true);
  });

  it("that is disabled is always healthy, and unhealthy when it is inverted", () => {
    expect(isEndpointHealthy({ ...endpoint, disabled: true }, [])).toBe(true);
    expect(isEndpointHealthy({ ...endpoint, disabled: true, inverted: true }, [])).toBe(false);
  });
});

describe("a calculated check", () => {
  const down = { ...endpoint, id: "e2" };
  const calculated = (change: Partial<CalculatedCheck> = {}): CalculatedCheck => ({
    id: "c1",
    kind: "calculated",
    inverted: false,
    disabled: false,
    children: ["e1", "e2"],
    healthThreshold: 2,
    ...change,
  });
  const health = (change: Partial<CalculatedCheck>) =>
    isCheckHealthy([endpoint, down, calculated(change)], "c1", (id) => views(id === "e1" ? 8 : 0));

  it("compares the number of healthy child checks with its threshold", () => {
    expect([1, 2].map((healthThreshold) => health({ healthThreshold }))).toEqual([true, false]);
  });

  it("is always unhealthy with a threshold greater than the number of its children", () => {
    expect(health({ children: ["e1"], healthThreshold: 2 })).toBe(false);
  });

  it("is always healthy with a threshold of 0", () => {
    expect(health({ children: ["e2"], healthThreshold: 0 })).toBe(true);
  });

  it("can be inverted, and is healthy when it is disabled", () => {
    expect(health({ inverted: true })).toBe(true);
    expect(health({ disabled: true })).toBe(true);
    expect(health({ disabled: true, inverted: true })).toBe(false);
  });

  it("counts a child as its own settings have it: inverted, or disabled", () => {
    const inverted = { ...down, inverted: true };
    const disabled = { ...down, disabled: true };
    for (const child of [inverted, disabled]) {
      expect(isCheckHealthy([endpoint, child, calculated()], "c1", (id) => views(id === "e1" ? 8 : 0))).toBe(true);
    }
  });

  it("cannot have a calculated child", () => {
    const outer = calculated({ id: "c2", children: ["c1"] });
    expect(() => isCheckHealthy([endpoint, down, calculated(), outer], "c2", () => views(8))).toThrow(
      "health check c2 is calculated from c1, which is calculated",
    );
  });
});

it("does not guess the health of what it cannot check", () => {
  const alarm = { id: "m1", kind: "unmodelled", type: "CLOUDWATCH_METRIC", inverted: false, disabled: false } as const;
  expect(() => isCheckHealthy([alarm], "m1", () => [])).toThrow(
    "health check m1 is of type CLOUDWATCH_METRIC, which is not modelled",
  );
  expect(() => isCheckHealthy([], "gone", () => [])).toThrow("health check gone does not exist");
});
