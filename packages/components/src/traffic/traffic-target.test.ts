import { describe, expect, it } from "vitest";
import { balancedTopology } from "../testing/topology.ts";
import { answerOf } from "./traffic-target.ts";

const aliased = { ...balancedTopology, routing: { ...balancedTopology.routing, record: "alias" } } as const;
const hostname = "a.us-east-1.elb.amazonaws.com";

describe("answerOf", () => {
  it("is a CNAME with the profile's TTL", () => {
    expect(answerOf(balancedTopology, { hostname, zoneId: "Z9" })).toEqual({
      type: "CNAME",
      ttl: 10,
      records: [hostname],
    });
  });

  it("is an alias that leaves health to the record's check", () => {
    expect(answerOf(aliased, { hostname, zoneId: "Z9" })).toEqual({
      type: "A",
      aliases: [{ name: hostname, zoneId: "Z9", evaluateTargetHealth: false }],
    });
  });

  it("cannot be an alias of what is no load balancer", () => {
    expect(() => answerOf(aliased, { hostname })).toThrow("trading-serverless-us has no load balancer");
  });
});
