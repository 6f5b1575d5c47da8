import { describe, expectTypeOf, it } from "vitest";
import type { EnvironmentConfig, Profile, Region, Topology } from "./index.ts";
import { paymentsUs } from "./profiles/payments-us.ts";

describe("a profile", () => {
  it("keeps its literals", () => {
    expectTypeOf(paymentsUs.name).toEqualTypeOf<"payments-us">();
    expectTypeOf(paymentsUs.regions).toEqualTypeOf<{ readonly primary: "us-east-1"; readonly standby: "us-east-2" }>();
    expectTypeOf(paymentsUs.budgets.rtoSeconds).toEqualTypeOf<300>();
    expectTypeOf(paymentsUs).toExtend<Profile>();
  });

  it("offers only what Route 53 offers", () => {
    expectTypeOf<20>().not.toExtend<Profile["routing"]["healthCheckIntervalSeconds"]>();
    expectTypeOf<10>().toExtend<Profile["routing"]["healthCheckIntervalSeconds"]>();
  });

  it("names known regions only", () => {
    expectTypeOf<"us-east-9">().not.toExtend<Region>();
    expectTypeOf<string>().not.toExtend<Region>();
  });
});

describe("a topology", () => {
  it("has regions, not strings, and literals where there is a choice", () => {
    expectTypeOf<Topology["regions"]["primary"]>().toEqualTypeOf<Region>();
    expectTypeOf<Topology["domain"]["mode"]>().toEqualTypeOf<"none" | "external" | "delegated">();
    expectTypeOf<Topology["routing"]["healthCheckIntervalSeconds"]>().toEqualTypeOf<10 | 30>();
    expectTypeOf<Topology["compute"]["kind"]>().toEqualTypeOf<"lambda-rest-api" | "lambda-alb" | "ec2-asg">();
    expectTypeOf<Extract<Topology["compute"], { kind: "lambda-alb" }>>().not.toHaveProperty("stageName");
    expectTypeOf<Topology["routing"]["policy"]>().toEqualTypeOf<"failover" | "weighted">();
    expectTypeOf<Topology["retention"]>().toEqualTypeOf<"disposable" | "keep">();
  });
});

describe("a checked environment", () => {
  it("cannot be changed", () => {
    const change = (config: EnvironmentConfig) => {
      // @ts-expect-error its fields are read-only
      config.environmentSuffix = "dev2";
    };
    expectTypeOf(change).toBeFunction();
  });
});
